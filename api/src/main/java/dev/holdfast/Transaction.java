package dev.holdfast;

import dev.holdfast.internal.Required;
import dev.holdfast.query.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running transaction. It belongs to the thread that opened it and ends with the work it was given to; use by another
 * thread, or after the end, is refused.
 */
public interface Transaction extends Session {

    /**
     * A SqlObject of yours on this transaction's connection, with its tenant. Valid until the transaction ends.
     *
     * @param type an interface as JDBI's SqlObjects are
     */
    <D> D attach(Class<D> type);

    /**
     * Runs inserts, updates and deletes in their order, as {@link #execute} does each, in far fewer round trips: those of one text that
     * follow each other go to PostgreSQL as one batch, others joined. Values are bound, and keys found, before anything is sent.
     * Rows that one of plain SQL gives are dropped.
     *
     * @param mutations {@code Insert.into(T)…}, {@code Update.table(T)…}, {@code Delete.from(T)…}, {@code PlainStatement.of(…)}, or
     *     {@code tx.update(T)….mutation()}; may be empty
     * @return how many rows each of them wrote, in their order
     * @throws dev.holdfast.error.DatabaseException of the first that PostgreSQL refuses; those behind it were not run
     * @throws dev.holdfast.error.StaleVersionException where one {@code atVersion(…)} found its row changed; those behind it were run, and
     *     are undone with the transaction
     */
    List<Long> executeAll(List<? extends Mutation> mutations);

    /** Runs work behind a savepoint: its exception undoes what it did, and nothing else, and comes out. */
    <R extends @Nullable Object> R inTransaction(Work<? super Transaction, R> work);

    /** As {@link #inTransaction}, without a result. */
    default void useTransaction(Use<? super Transaction> use) {
        Use<? super Transaction> given = Required.given("useTransaction", use);
        inTransaction(tx -> {
            given.run(tx);
            return true;
        });
    }

    /** Lets the transaction end in a rollback, whatever the work returns. */
    void rollbackOnly();
}
