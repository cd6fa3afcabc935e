package dev.holdfast.query;

import dev.holdfast.internal.CheckReturnValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * A query bound to a session, ready to run. Each call that ends in results runs it anew.
 *
 * @param <T> what a row becomes
 */
public class Results<T extends @Nullable Object> {

    private final StatementRunner runner;
    private final Query<T> query;

    Results(StatementRunner runner, Query<T> query) {
        this.runner = runner;
        this.query = query;
    }

    final StatementRunner runner() {
        return runner;
    }

    /** The statement without the session. */
    public Query<T> query() {
        return query;
    }

    /** Runs the statement, and gives all results in an unmodifiable list. */
    public final List<T> list() {
        return runner.list(query);
    }

    /** The one result; see {@link StatementRunner#one}. */
    public final T one() {
        return runner.one(query);
    }

    /** The one result, or empty. */
    public final Optional<@NonNull T> findOne() {
        return runner.findOne(query);
    }

    /** The one result, or null. */
    public final @Nullable T oneOrNull() {
        return runner.oneOrNull(query);
    }

    /** The SQL; needs no database. */
    public final String toSql() {
        return query.toSql();
    }

    /** Rows written by a mutation, bound to a session. */
    public static final class Written extends Results<Row> {

        private final Returning returning;

        Written(StatementRunner runner, Returning returning) {
            super(runner, returning);
            this.returning = returning;
        }

        /** Makes each row into a result of one's own. */
        @CheckReturnValue
        public <R extends @Nullable Object> Results<R> map(Function<? super Row, ? extends R> function) {
            return new Results<>(runner(), returning.map(function));
        }

        /** Each row as a record, Kotlin data class or bean; see {@link RowMapping}. */
        @CheckReturnValue
        public <R> Results<R> mapTo(Class<R> type) {
            return new Results<>(runner(), returning.mapTo(type));
        }
    }
}
