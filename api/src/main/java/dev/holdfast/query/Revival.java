package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Parameter;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Alias;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.List;

/**
 * Goes before an upsert by a key that counts live rows only: for each key without a live row the row deleted last comes
 * back, so that the upsert finds it.
 *
 * @param values one array for each column of the key
 */
record Revival(Table table, List<AnyColumn<?>> key, List<Parameter> values) {

    static Revival of(Table table, List<AnyColumn<?>> key, List<Assignments> rows) {
        for (AnyColumn<?> column : key) {
            if (column.type().element() != null || rows.stream().anyMatch(row -> row.parameter(column) == null)) {
                throw new StatementException("reviving() finds the deleted row by " + column.qualifiedName()
                        + ", which needs a plain value in every row");
            }
        }
        return new Revival(
                table,
                key,
                key.stream().map(column -> InsertSpec.array(column, rows)).toList());
    }

    void writeTo(SqlWriter out) {
        out.query(this::writeUpdate).endFirst();
    }

    private void writeUpdate(SqlWriter out) {
        out.append("update ");
        table.writeSource(out);
        out.append(" set ");
        DeletionStampSql.writeRestored(table, out);
        Condition chosen = Condition.of(w -> w.append("(")
                .parts(table.primaryKey(), ", ")
                .append(") in (")
                .query(this::writeChoice)
                .append(")"));
        out.append(" where ").part(TenantFilter.and(table, chosen, out));
    }

    private void writeChoice(SqlWriter out) {
        Alias gone = table.alias("gone");
        out.called(gone);
        AnyColumn<?> deletedAt = gone.of(((SoftDeletable) table).deletedAt());
        List<AnyColumn<?>> keyOfGone = key.stream().<AnyColumn<?>>map(gone::of).toList();
        out.append("select distinct on (").parts(keyOfGone, ", ").append(") ").parts(gone.primaryKey(), ", ");
        out.append(" from ");
        gone.writeSource(out);
        Condition wanted = Condition.of(w -> {
            w.part(deletedAt).append(" is not null and (").parts(keyOfGone, ", ");
            w.append(") in (select * from unnest(").list(values, ", ", SqlWriter::parameter);
            w.append(")) and not exists (").query(this::writeLive).append(")");
        });
        out.append(" where ").part(TenantFilter.and(gone, wanted, out));
        AnyColumn<?> deletion = gone.of(((SoftDeletable) table).deletionId());
        out.append(" order by ")
                .parts(keyOfGone, ", ")
                .append(", ")
                .part(deletedAt)
                .append(" desc, ");
        out.part(deletion).append(" desc");
    }

    private void writeLive(SqlWriter out) {
        Alias gone = table.alias("gone");
        Alias live = table.alias("live_row");
        Condition same = Condition.of(w -> w.list(key, " and ", (each, column) -> each.part(live.of(column))
                .append(" = ")
                .part(gone.of(column))));
        out.append("select 1 from ");
        live.writeSource(out);
        // what its own stamp says, as the unique index does: not whether it is hidden with a parent
        AnyColumn<?> deletedAt = live.of(((SoftDeletable) table).deletedAt());
        Condition stamped = Condition.of(w -> w.part(deletedAt).append(" is null"));
        out.append(" where ").part(TenantFilter.and(live, stamped.and(same), out));
    }
}
