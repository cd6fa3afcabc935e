package dev.holdfast.history;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a row the values of one of its versions, as a new change by this session's actor and for its reason. The values go from
 * the one table into the other inside of PostgreSQL, so that encrypted ones are the ciphertexts that they were. A version column
 * goes on counting, and a time of the last update becomes now; generated columns follow. A row that is live stays so, and one
 * that is inserted again is live.
 */
@CheckReturnValue
public final class VersionRestoration {

    private final StatementRunner runner;
    private final RestorationQuery query;

    private VersionRestoration(StatementRunner runner, RestorationQuery query) {
        this.runner = runner;
        this.query = query;
    }

    static VersionRestoration of(StatementRunner runner, VersionColumns columns, Version version) {
        Table table = columns.table();
        if (version.columns().table() != table) {
            throw new StatementException(
                    "The version is of a row of " + version.columns().table().name() + ", not of " + table.name());
        }
        List<@Nullable Object> key = new ArrayList<>();
        KeyOfRow.columns(table).forEach(column -> key.add(version.getOrNull(column)));
        if (version.isGone()) {
            throw new StatementException("In version " + version.sequence() + " the row of " + table.name()
                    + " was gone: take an earlier one, or delete the row");
        }
        return new VersionRestoration(
                runner, new RestorationQuery(table, KeyOfRow.of(table, key.toArray()), version.sequence(), true));
    }

    /**
     * Does it. One round trip.
     *
     * @throws RowDeletedException where the row is deleted softly: restore it first
     * @throws NoRowException where the version isn't there for this session
     * @throws UniqueViolationException where another row has a value that is unique
     * @throws dev.holdfast.error.ForeignKeyViolationException where a row that it referred to is gone
     */
    public RestoredVersion execute() {
        return run(query);
    }

    /** What {@link #execute} would do, as far as the row itself tells: constraints aren't asked. Writes nothing. */
    public RestoredVersion dryRun() {
        return run(query.dry());
    }

    private RestoredVersion run(RestorationQuery asked) {
        RestorationQuery.Found found = found(asked);
        if (found.deletedAt() != null && found.deletionId() != null) {
            throw new RowDeletedException(asked.table().name(), found.deletedAt(), found.deletionId());
        }
        List<AnyColumn<?>> changed = new ArrayList<>();
        List<AnyColumn<?>> set = asked.settable();
        for (int i = 0; i < set.size(); i++) {
            if (!found.isThere() || found.differs().get(i)) {
                changed.add(set.get(i));
            }
        }
        if (!found.isThere()) {
            return new RestoredVersion(RestoredVersion.Outcome.INSERTED, changed);
        }
        return new RestoredVersion(
                changed.isEmpty() ? RestoredVersion.Outcome.UNCHANGED : RestoredVersion.Outcome.UPDATED, changed);
    }

    private RestorationQuery.Found found(RestorationQuery asked) {
        try {
            return runner.findOne(asked)
                    .orElseThrow(() -> new NoRowException(
                            "A version of a row of " + asked.table().name()));
        } catch (UniqueViolationException e) {
            throw new UniqueViolationException(
                    "Another row of " + asked.table().name() + " has by now the value of " + e.constraint()
                            + " that this one had in version " + asked.sequence()
                            + " (23505): change or delete the other one first, or restore an earlier or later version",
                    new Refusal(e.sqlState(), e.table(), e.column(), e.constraint(), e.serverMessage()),
                    e.getCause());
        }
    }

    /** The SQL; needs no database. */
    public String toSql() {
        return query.toSql();
    }
}
