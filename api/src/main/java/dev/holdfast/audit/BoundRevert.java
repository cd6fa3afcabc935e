package dev.holdfast.audit;

import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * A reversion bound to a session: of one change, or of all that a change set did, from the last to the first; all or nothing.
 * What it does are new changes, recorded as such, by this session's actor and for its reason. Values go from the log into the
 * table inside of PostgreSQL: encrypted ones as the ciphertexts that they were. Each call returns a new value.
 *
 * <p>A changed row gets its old values back where it still has the new ones; of other columns it keeps what it has. A row that
 * is gone is inserted again, a hidden one is live again, a new one is deleted, of a soft-deletable table softly, where nothing
 * changed it since. A version goes on counting, and a time of the last update becomes now.
 */
@CheckReturnValue
public final class BoundRevert {

    private final AuditRunner runner;
    private final Revert revert;

    BoundRevert(AuditRunner runner, Revert revert) {
        this.runner = runner;
        this.revert = revert;
    }

    /**
     * Leaves columns as they are, besides those of earlier calls: such as a trigger of yours writes with each update. They are
     * neither compared nor set. A name that no table of the changes has a column of is refused once it runs, by a {@link
     * dev.holdfast.error.StatementException}.
     */
    public BoundRevert leaving(String... columns) {
        return new BoundRevert(runner, revert.leaving(Arrays.asList(Required.each("leaving", columns))));
    }

    /** The reversion without the session. */
    public Revert revert() {
        return revert;
    }

    /**
     * Reverts. Conflicts don't throw: they are in the result, which therefore mustn't be ignored. Sends some statements for each
     * entry, in one transaction.
     *
     * @throws dev.holdfast.error.AccessDeniedException where the session may not write the table
     */
    public RevertResult execute() {
        return runner.revert(revert);
    }

    /**
     * What {@link #execute} would give now, with the conflicts that constraints would make: it is done, and rolled back. So it
     * locks rows for a moment, triggers run, and numbers of sequences are used up.
     */
    public RevertResult dryRun() {
        return runner.revert(revert.asDryRun());
    }

    /** What is undone, such as {@code reverting change set 7, leaving [updated_by]}. */
    @Override
    public String toString() {
        return "reverting change set " + revert.changeSet()
                + (revert.sequence() == null ? "" : ", entry " + revert.sequence())
                + (revert.leftAlone().isEmpty() ? "" : ", leaving " + new TreeSet<>(revert.leftAlone()));
    }
}
