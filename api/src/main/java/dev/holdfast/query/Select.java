package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.Source;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A select as a value of its own: kept in a constant, used as a subquery, or run by a session
 * ({@code acme.list(select)}). Rendered once for each audience.
 */
@CheckReturnValue
public final class Select extends SelectClauses<Select> implements SelectQuery<Row>, SqlPart {

    private final MappedSelect<Row> rows;

    Select(SelectSpec spec) {
        super(spec);
        this.rows = new MappedSelect<>(spec, row -> row);
    }

    /** All columns and rows of a source, to begin with. */
    public static Select from(Source source) {
        return new Select(new SelectSpec(source));
    }

    @Override
    Select with(SelectSpec changed) {
        return new Select(changed);
    }

    /** Each row as a record, Kotlin data class or bean; see {@link RowMapping}. */
    public <R> SelectQuery<R> mapTo(Class<R> type) {
        return map(RowMapping.to(type));
    }

    /** One column or expression alone; usable as a subquery. */
    public <T extends @Nullable Object> ColumnQuery<T> values(Selectable<T> value) {
        Selectable<T> given = Required.given("values", value);
        return new ColumnQuery<>(spec().edit(s -> s.selected = List.of(given)), given);
    }

    /** This query as a source in another's {@code from}. */
    public SubselectTable asTable(String name) {
        return new SubselectTable(name, this);
    }

    @Override
    public void writeTo(SqlWriter out) {
        SelectRenderer.write(spec(), out);
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
    public Function<Row, Row> mapper() {
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
    public <R extends @Nullable Object> SelectQuery<R> map(Function<? super Row, ? extends R> function) {
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
    public SelectQuery<Row> atMost(int count) {
        return rows.atMost(count);
    }

    @Override
    public PageQuery<Row> paged() {
        return rows.paged();
    }

    @Override
    public String toString() {
        return toSql();
    }
}
