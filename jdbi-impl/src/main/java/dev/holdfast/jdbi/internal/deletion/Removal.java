package dev.holdfast.jdbi.internal.deletion;

import dev.holdfast.Transaction;
import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Parameter;
import dev.holdfast.jdbi.internal.table.KeyColumns;
import dev.holdfast.query.Delete;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Removes rows for good, children first: through the tables' purge functions, which alone may. */
final class Removal {

    private static final OrderedExpression<@Nullable Long> PURGED =
            PlainSql.expression(SqlTypes.BIGINT, "purged", "purged");

    private final Transaction tx;

    Removal(Transaction tx) {
        this.tx = tx;
    }

    void of(DeletedRows rows) {
        List<Table> childrenFirst = new ArrayList<>(tx.schema().inDependencyOrder());
        Collections.reverse(childrenFirst);
        for (Table table : childrenFirst) {
            Collection<List<Object>> keys = rows.keys(table);
            if (!keys.isEmpty()) {
                if (table.isSoftDeletable() && !table.derivedFrom().isEmpty()) {
                    stamp(table, keys);
                }
                requireAll(table, keys.size(), table.isSoftDeletable() ? purge(table, keys) : delete(table, keys));
            }
        }
    }

    /** Rows that were hidden with a parent alone: the purge function removes what is deleted itself. */
    private void stamp(Table table, Collection<List<Object>> keys) {
        AnyColumn<?> deletedAt = ((SoftDeletable) table).deletedAt();
        tx.execute(PlainStatement.of(
                "update {0} set deleted_at = now() where {1} is null and {2}",
                (SqlPart) table::writeSource,
                deletedAt,
                KeyColumns.in(KeyColumns.of(table, false).columns(), keys)));
    }

    private long delete(Table table, Collection<List<Object>> keys) {
        return tx.execute(Delete.rows(table.withHidden())
                .where(KeyColumns.in(KeyColumns.of(table, false).columns(), keys)));
    }

    private long purge(Table table, Collection<List<Object>> keys) {
        List<Parameter> arrays = KeyColumns.arrays(KeyColumns.of(table, false).columns(), keys);
        String marks =
                IntStream.range(0, arrays.size()).mapToObj(i -> "{" + i + "}").collect(Collectors.joining(", "));
        String schema = table.schemaName() == null ? "" : Identifiers.quoted(table.schemaName()) + ".";
        Object[] parts = arrays.stream()
                .<SqlPart>map(array -> out -> out.parameter(array))
                .toArray();
        Long purged = tx.one(PlainStatement.of(
                                "select " + schema + Identifiers.quoted(table.name() + "_purge") + "(" + marks
                                        + ") as purged",
                                parts)
                        .returning(PURGED))
                .get(PURGED);
        return purged == null ? 0 : purged;
    }

    /** The rows are locked, so that only a row that the function knows better about can be missing. */
    private static void requireAll(Table table, long wanted, long actual) {
        if (wanted != actual) {
            throw new SerializationFailureException(
                    "A batch of the purge was rolled back: of " + wanted + " rows of " + table.name() + " only "
                            + actual
                            + " could go. Either others changed them meanwhile: run it again; or the changelog's"
                            + " legalHold or purgeAfter differs from the table object's: holdfast.doctor() tells",
                    new Refusal("40001", table.name(), null, null, null),
                    null);
        }
    }
}
