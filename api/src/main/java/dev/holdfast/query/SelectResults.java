package dev.holdfast.query;

import dev.holdfast.internal.CheckReturnValue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A select bound to a session, ready to run. */
public final class SelectResults<T extends @Nullable Object> extends Results<T> {

    private final SelectQuery<T> query;

    SelectResults(StatementRunner runner, SelectQuery<T> query) {
        super(runner, query);
        this.query = query;
    }

    @Override
    public SelectQuery<T> query() {
        return query;
    }

    /** How many results there are; see {@link StatementRunner#count}. */
    public long count() {
        return runner().count(query);
    }

    /** Whether there is a result; see {@link StatementRunner#exists}. */
    public boolean exists() {
        return runner().exists(query);
    }

    /** A page; see {@link StatementRunner#page}. */
    public Page<T> page() {
        return runner().page(query);
    }

    /** The results one by one; must be closed. See {@link StatementRunner#stream}. */
    @CheckReturnValue
    public Stream<T> stream() {
        return runner().stream(query);
    }

    /** Makes each result into another. */
    @CheckReturnValue
    public <R extends @Nullable Object> SelectResults<R> map(Function<? super T, ? extends R> function) {
        return new SelectResults<>(runner(), query.map(function));
    }
}
