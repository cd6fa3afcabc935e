package dev.holdfast.history;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.table.Table;
import org.jspecify.annotations.Nullable;

/** The history of one table's rows. Of the session's thread-safety. */
@CheckReturnValue
public final class TableHistory {

    private final StatementRunner runner;
    private final VersionColumns columns;

    TableHistory(StatementRunner runner, Table table) {
        this.runner = runner;
        this.columns = new VersionColumns(table);
    }

    /**
     * The versions of the row with this key.
     *
     * @param key the values of the primary key's columns, without the tenant, in their order
     * @throws dev.holdfast.error.InvalidValueException where there are more or fewer values than the key has columns, one is null, or
     *     of another type
     * @throws StatementException where the table is declared without a primary key
     */
    public RowHistory of(@Nullable Object... key) {
        KeyOfRow row = KeyOfRow.of(columns.table(), Required.given("of", key));
        return new RowHistory(runner, new VersionQuery(columns, columns.shape(), row, false, null, null));
    }

    /**
     * Begins to give a row the values that it had in a version, as a new change. Where the row is gone it is inserted again.
     *
     * @param version one of this table's, in which the row was there
     * @throws StatementException where it is of another table, or the row was gone in it
     */
    public VersionRestoration restoreVersion(Version version) {
        return VersionRestoration.of(runner, columns, Required.given("restoreVersion", version));
    }
}
