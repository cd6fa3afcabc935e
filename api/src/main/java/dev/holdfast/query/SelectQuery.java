package dev.holdfast.query;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query that only reads, so that it can also be counted, paged and streamed. */
public interface SelectQuery<T extends @Nullable Object> extends Query<T> {

    /**
     * How many rows there are, as a query of its own. Order is dropped; a limit counts. PostgreSQL counts what it finds:
     * where {@link #compared} isn't null, ask {@link StatementRunner#count} instead.
     */
    SelectQuery<Long> counted();

    /** Whether there is a row, as a query of its own; of what PostgreSQL finds, as {@link #counted}. */
    SelectQuery<Boolean> existing();

    /**
     * The same rows, with no more of each than is compared after decryption, where a blind index alone could be deceived
     * by a hash that was copied to another row; null where PostgreSQL can tell by itself, or finds too much by design, as
     * by a truncated index.
     */
    default @Nullable SelectQuery<?> compared() {
        return null;
    }

    /** The same query with at most this many rows, where it has no limit of its own. */
    SelectQuery<T> atMost(int rows);

    /** The same query prepared for a page. */
    PageQuery<T> paged();

    /** The same query with each result changed. */
    <R extends @Nullable Object> SelectQuery<R> map(Function<? super T, ? extends R> function);
}
