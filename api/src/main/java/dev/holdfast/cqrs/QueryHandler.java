package dev.holdfast.cqrs;

import dev.holdfast.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Answers a query. Called by several threads at once.
 *
 * @param <Q> the query
 * @param <R> the answer
 */
@FunctionalInterface
public interface QueryHandler<Q, R extends @Nullable Object> {

    /**
     * Answers a query.
     *
     * @param session of the asker's tenant, a transaction that only reads: PostgreSQL refuses to write in it. It ends with the
     *     call, and so do streams of it
     * @throws Exception anything; an unchecked one comes out as it is, a checked one as the cause of a {@code HoldfastException}
     */
    R handle(Q query, Transaction session) throws Exception;
}
