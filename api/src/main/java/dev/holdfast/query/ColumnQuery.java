package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.expression.Subquery;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A select of one value per row: run by a session, or put into a condition as a subquery. */
public final class ColumnQuery<T extends @Nullable Object> implements SelectQuery<T>, Subquery<T> {

    private final MappedSelect<T> rows;
    private final Selectable<T> selected;

    ColumnQuery(SelectSpec spec, Selectable<T> selected) {
        this.rows = new MappedSelect<>(spec, row -> row.get(selected));
        this.selected = selected;
    }

    @Override
    public Selectable<T> selected() {
        return selected;
    }

    @Override
    public void writeTo(SqlWriter out) {
        if (selected.type().wire() == Wire.ENCRYPTED) {
            throw new StatementException(Row.nameOf(selected)
                    + " is encrypted, and PostgreSQL can't compare it with the subquery's surroundings: select the"
                    + " values first, or the rows' keys");
        }
        requireOwn(rows.spec());
        SelectRenderer.write(rows.spec(), out);
    }

    /** A column of the query around would be the same for each row. */
    private void requireOwn(SelectSpec spec) {
        if (selected instanceof AnyColumn<?> column
                && spec.sources().stream().noneMatch(source -> source.base().equals(column.source()))) {
            throw new StatementException("A subquery on '" + spec.root.name() + "' selects "
                    + column.qualifiedName() + ", which is none of its own columns: where that is an alias, write "
                    + spec.root.name() + ".of(COLUMN)");
        }
    }

    @Override
    public List<SqlText> texts(Audience audience) {
        return rows.texts(audience);
    }

    @Override
    public Shape shape() {
        return rows.shape();
    }

    @Override
    public Function<Row, T> mapper() {
        return rows.mapper();
    }

    @Override
    public boolean keeps(Row row) {
        return rows.keeps(row);
    }

    @Override
    public long keptAtMost() {
        return rows.keptAtMost();
    }

    @Override
    public <R extends @Nullable Object> SelectQuery<R> map(Function<? super T, ? extends R> function) {
        return rows.map(function);
    }

    @Override
    public SelectQuery<Long> counted() {
        return rows.counted();
    }

    @Override
    public SelectQuery<Boolean> existing() {
        return rows.existing();
    }

    @Override
    public @Nullable SelectQuery<?> compared() {
        return rows.compared();
    }

    @Override
    public SelectQuery<T> atMost(int count) {
        return rows.atMost(count);
    }

    @Override
    public PageQuery<T> paged() {
        return rows.paged();
    }
}
