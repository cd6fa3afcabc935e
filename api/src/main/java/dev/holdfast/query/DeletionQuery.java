package dev.holdfast.query;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.TableCounts;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expressions;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A soft delete, and behind it the counts of the rows that have its id: what PostgreSQL's triggers hid is among them.
 * Without a delete the counts alone.
 */
final class DeletionQuery implements Query<Deletion> {

    private final @Nullable ChangeSpec spec;
    private final UUID id;
    private final List<Table> tables;
    private final Shape shape;

    DeletionQuery(@Nullable ChangeSpec spec, UUID id, List<Table> tables) {
        this.spec = spec;
        this.id = id;
        this.tables = tables;
        List<Selectable<?>> counts = new ArrayList<>();
        tables.forEach(table -> counts.add(Expressions.count().named(table.qualifiedName())));
        this.shape = Shape.of(counts);
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        if (spec != null) {
            spec.writeTo(List.of(), out);
            out.endFirst();
        }
        out.append("select ").list(tables, ", ", this::writeCount);
        return List.of(out.toText());
    }

    private void writeCount(SqlWriter out, Table table) {
        out.append("(").query(w -> writeCountOf(table, w)).append(")");
    }

    private void writeCountOf(Table table, SqlWriter out) {
        AnyColumn<?> deletionId = ((SoftDeletable) table).deletionId();
        Condition hidden =
                Condition.of(w -> w.part(deletionId).append(" = ").parameter(DeletionStampSql.id(table, id)));
        out.append("select count(*) from ");
        table.writeSource(out);
        out.append(" where ").part(TenantFilter.and(table, hidden, out));
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Function<Row, Deletion> mapper() {
        return row -> new Deletion(id, counts(tables, row));
    }

    /** One count for each table, in their order. */
    static TableCounts counts(List<Table> tables, Row row) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            Object count = row.at(i);
            counts.put(tables.get(i).qualifiedName(), count == null ? 0L : (Long) count);
        }
        return new TableCounts(counts);
    }
}
