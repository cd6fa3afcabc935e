package dev.holdfast;

import dev.holdfast.crypto.DataKeys;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.internal.Required;
import dev.holdfast.query.BoundPurge;
import dev.holdfast.query.BoundReencryption;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session in which each statement stands alone. Immutable, thread-safe and cheap: it holds no connection; make one
 * for each request, or keep it. Each modifier returns another scope.
 */
public interface Scope extends Session {

    /**
     * The same scope with who acts, for plain SQL as {@code current_setting('holdfast.actor', true)}.
     *
     * @param actor not blank, at most 200 characters
     */
    @CheckReturnValue
    Scope actor(String actor);

    /**
     * The same scope with why, as {@code holdfast.reason}.
     *
     * @param reason not blank, at most 1000 characters
     */
    @CheckReturnValue
    Scope because(String reason);

    /**
     * The same scope with the request it serves, as {@code holdfast.request_id}.
     *
     * @param requestId not blank, at most 200 characters
     */
    @CheckReturnValue
    Scope requestId(String requestId);

    /**
     * The same scope with something more that is told of its changes, such as the client's address. All of it is a JSON
     * object of strings, as {@code holdfast.metadata}, and at most 4000 characters long.
     *
     * @param name not blank, at most 64 characters; what was told under it before is replaced
     * @param value any text without NUL, also an empty one
     */
    @CheckReturnValue
    Scope metadata(String name, String value);

    /** As {@link #metadata(String, String)}, for each entry; what was told under other names stays. */
    @CheckReturnValue
    Scope metadata(Map<String, String> metadata);

    /**
     * Runs work in a transaction, and commits. Any exception rolls back and comes out.
     *
     * @throws dev.holdfast.error.TransactionFailedException where a statement inside failed and its exception was
     *     swallowed: PostgreSQL stored nothing
     * @throws dev.holdfast.error.TransactionMisuseException inside another transaction of this thread: nest with
     *     {@code tx.inTransaction}
     */
    default <R extends @Nullable Object> R inTransaction(Work<? super Transaction, R> work) {
        return inTransaction(TransactionOptions.defaults(), work);
    }

    /** As {@link #inTransaction(Work)}, with isolation, time-outs and retries. */
    <R extends @Nullable Object> R inTransaction(TransactionOptions options, Work<? super Transaction, R> work);

    /** As {@link #inTransaction(Work)}, without a result. */
    default void useTransaction(Use<? super Transaction> use) {
        useTransaction(TransactionOptions.defaults(), use);
    }

    /** As {@link #useTransaction(Use)}, with isolation, time-outs and retries. */
    default void useTransaction(TransactionOptions options, Use<? super Transaction> use) {
        Use<? super Transaction> given = Required.given("useTransaction", use);
        inTransaction(options, tx -> {
            given.run(tx);
            return true;
        });
    }

    /**
     * Begins a purge: deleted rows of the table, and what is below them, go for good. Not inside a transaction, since
     * each batch is one. Across tenants it is run for each of them, by {@code forEachTenant}.
     */
    @CheckReturnValue
    BoundPurge purge(SoftDeletable table);

    /**
     * The data keys that encrypt this scope's values.
     *
     * @throws dev.holdfast.crypto.EncryptionException where the Holdfast was built without encryption; for what is
     *     refused across tenants see {@link AcrossTenants#keys}
     */
    DataKeys keys();

    /**
     * Begins a re-encryption of a table's values of this tenant by the active keys. Not inside a transaction, since each
     * batch is one. Across tenants it is run for each of them, by {@code forEachTenant}.
     */
    @CheckReturnValue
    BoundReencryption reencrypt(Table table);

    /** Runs work with a SqlObject of yours in a transaction of its own, within this scope's tenant. */
    default <D, R extends @Nullable Object> R withSqlObject(Class<D> type, Work<? super D, R> work) {
        Class<D> attached = Required.given("withSqlObject", type);
        Work<? super D, R> given = Required.given("withSqlObject", work);
        return inTransaction(tx -> given.run(tx.attach(attached)));
    }

    /** As {@link #withSqlObject}, without a result. */
    default <D> void useSqlObject(Class<D> type, Use<? super D> use) {
        Class<D> attached = Required.given("useSqlObject", type);
        Use<? super D> given = Required.given("useSqlObject", use);
        useTransaction(tx -> given.run(tx.attach(attached)));
    }
}
