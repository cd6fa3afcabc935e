package dev.holdfast.query;

import dev.holdfast.deletion.TableCounts;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expressions;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Restores rows of several tables in one statement and counts them: the soft foreign keys are checked when all of it is
 * done. PostgreSQL's own cascade is off meanwhile, since each row is named here.
 */
public final class RestoreQuery implements Query<TableCounts> {

    private final Map<Table, Condition> rows;
    private final List<Table> tables;
    private final Shape shape;

    /**
     * A query that restores.
     *
     * @param rows for each soft-deletable table which of its rows; only deleted ones are touched. At least one table
     */
    public RestoreQuery(Map<Table, Condition> rows) {
        this.rows = rows;
        this.tables = List.copyOf(rows.keySet());
        List<Selectable<?>> counts = new ArrayList<>();
        tables.forEach(table -> counts.add(Expressions.count().named(table.qualifiedName())));
        this.shape = Shape.of(counts);
    }

    /** The condition that a row was hidden by that deletion. */
    public static Condition hiddenBy(Table table, UUID deletionId) {
        var column = ((SoftDeletable) table).deletionId();
        return Condition.of(out -> out.part(column).append(" = ").parameter(DeletionStampSql.id(table, deletionId)));
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        SqlWriter out = new SqlWriter(audience);
        out.markWrite();
        out.append("select set_config('holdfast.cascade', 'off', true)").endFirst();
        out.append("with ").list(tables, ", ", this::writeRestored);
        out.append(" select ").list(tables, ", ", (w, table) -> w.append("(select count(*) from ")
                .append(nameOf(table))
                .append(")"));
        out.append("; select set_config('holdfast.cascade', '', true)");
        return List.of(out.toText());
    }

    /** None of the tables' names: PostgreSQL would find the rows restored under it instead of the table. */
    private String nameOf(Table table) {
        String name = "restored_" + (tables.indexOf(table) + 1);
        while (isTable(name)) {
            name += "_";
        }
        return name;
    }

    private boolean isTable(String name) {
        return tables.stream().anyMatch(table -> table.name().equals(name));
    }

    private void writeRestored(SqlWriter out, Table table) {
        out.declare(nameOf(table), this);
        out.append(nameOf(table))
                .append(" as (")
                .query(w -> writeUpdate(table, w))
                .append(")");
    }

    private void writeUpdate(Table table, SqlWriter out) {
        out.append("update ");
        table.writeSource(out);
        out.append(" set ");
        DeletionStampSql.writeRestored(table, out);
        Condition deleted =
                Condition.of(w -> w.part(((SoftDeletable) table).deletedAt()).append(" is not null"));
        out.append(" where ")
                .part(TenantFilter.and(
                        table, Objects.requireNonNull(rows.get(table)).and(deleted), out));
        out.append(" returning 1");
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Function<Row, TableCounts> mapper() {
        return row -> DeletionQuery.counts(tables, row);
    }
}
