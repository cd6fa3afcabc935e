package dev.holdfast.query;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.table.AnyColumn;
import java.util.List;

/** What errors say about the number of rows. */
final class Cardinality {

    private Cardinality() {}

    /** What a query is about. */
    static String nameOf(Query<?> query) {
        for (Selectable<?> selected : query.shape().selected()) {
            if (selected instanceof AnyColumn<?> column) {
                return "A row of " + column.source().name();
            }
        }
        return "The query";
    }

    /** Why a mutation that named a row wrote none: it is at another version, deleted, or not there. Asks the database. */
    static HoldfastException noRow(StatementRunner runner, Mutation mutation) {
        VersionCheck check = mutation.versionCheck();
        if (check != null) {
            List<Long> actual = runner.list(check.actual());
            if (!actual.isEmpty() && actual.get(0) != check.expected()) {
                return new StaleVersionException(check.table(), check.expected(), actual.get(0));
            }
        }
        SelectQuery<RowDeletedException> deletedCheck = mutation.deletedCheck();
        RowDeletedException deleted = deletedCheck == null ? null : runner.oneOrNull(deletedCheck);
        return deleted == null ? new NoRowException(mutation.describe()) : deleted;
    }
}
