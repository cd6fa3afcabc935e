package dev.holdfast.query;

import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.Source;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A select bound to a session: the clauses of {@link Select}, and the calls that run it. */
public sealed class BoundSelect extends SelectClauses<BoundSelect> permits BoundSoftSelect {

    private final StatementRunner runner;

    BoundSelect(StatementRunner runner, SelectSpec spec) {
        super(spec);
        this.runner = runner;
    }

    /** All columns and rows of a source, to begin with. */
    @CheckReturnValue
    public static BoundSelect from(StatementRunner runner, Source source) {
        return new BoundSelect(runner, new SelectSpec(source));
    }

    final StatementRunner runner() {
        return runner;
    }

    @Override
    final BoundSelect with(SelectSpec changed) {
        return new BoundSelect(runner, changed);
    }

    private SelectResults<Row> rows() {
        return map(row -> row);
    }

    /** The statement without the session. */
    @CheckReturnValue
    public final Select query() {
        return new Select(spec());
    }

    /** Makes each row into a result of one's own. */
    @CheckReturnValue
    public final <R extends @Nullable Object> SelectResults<R> map(Function<? super Row, ? extends R> function) {
        return new SelectResults<>(runner, new MappedSelect<R>(spec(), row -> function.apply(row)));
    }

    /** Each row as a record, Kotlin data class or bean; see {@link RowMapping}. */
    @CheckReturnValue
    public final <R> SelectResults<R> mapTo(Class<R> type) {
        return map(RowMapping.to(type));
    }

    /** One column or expression alone. */
    @CheckReturnValue
    public final <T extends @Nullable Object> SelectResults<T> values(Selectable<T> value) {
        return new SelectResults<>(runner, query().values(value));
    }

    /** Runs the query, and gives all rows in an unmodifiable list. */
    public final List<Row> list() {
        return rows().list();
    }

    /** The one row; see {@link StatementRunner#one}. */
    public final Row one() {
        return rows().one();
    }

    /** The one row, or empty. */
    public final Optional<Row> findOne() {
        return rows().findOne();
    }

    /** The one row, or null. */
    public final @Nullable Row oneOrNull() {
        return rows().oneOrNull();
    }

    /** How many rows there are; see {@link StatementRunner#count}. */
    public final long count() {
        return rows().count();
    }

    /** Whether there is a row; see {@link StatementRunner#exists}. */
    public final boolean exists() {
        return rows().exists();
    }

    /** A page; see {@link StatementRunner#page}. */
    public final Page<Row> page() {
        return rows().page();
    }

    /** The rows one by one; must be closed. See {@link StatementRunner#stream}. */
    @CheckReturnValue
    public final Stream<Row> stream() {
        return rows().stream();
    }

    /** The SQL; needs no database. */
    public final String toSql() {
        return query().toSql();
    }
}
