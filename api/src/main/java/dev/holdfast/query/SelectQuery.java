package dev.holdfast.query;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query that only reads, so that it can also be counted, paged and streamed. */
public interface SelectQuery<T extends @Nullable Object> extends Query<T> {

    /** How many rows there are, as a query of its own. Order is dropped; a limit counts. */
    SelectQuery<Long> counted();

    /** Whether there is a row, as a query of its own. */
    SelectQuery<Boolean> existing();

    /** The same query with at most this many rows, where it has no limit of its own. */
    SelectQuery<T> atMost(int rows);

    /** The same query prepared for a page. */
    PageQuery<T> paged();

    /** The same query with each result changed. */
    <R extends @Nullable Object> SelectQuery<R> map(Function<? super T, ? extends R> function);
}
