package dev.holdfast.history;

import dev.holdfast.internal.Required;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.table.Historical;
import java.util.Objects;

/** What the rows of a session were. Of the session's thread-safety. */
public final class History {

    private final StatementRunner runner;

    /** The history that a session reads. */
    public History(StatementRunner runner) {
        this.runner = Required.given("history", runner);
    }

    /**
     * A token of what is visible now. In a transaction that is what it sees by this statement: what the transaction itself has
     * written isn't part of it, as it isn't committed.
     */
    public SnapshotToken token() {
        return SnapshotToken.parse(Objects.requireNonNull(runner.one(TokenQuery.TOKEN)));
    }

    /** The history of a table's rows. */
    public TableHistory of(Historical table) {
        return new TableHistory(runner, Required.given("of", table).asTable());
    }
}
