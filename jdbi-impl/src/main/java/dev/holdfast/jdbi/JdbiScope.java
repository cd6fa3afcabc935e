package dev.holdfast.jdbi;

import dev.holdfast.Scope;
import dev.holdfast.Transaction;
import dev.holdfast.Use;
import dev.holdfast.Work;
import dev.holdfast.internal.Required;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A scope that also gives out JDBI's handles. */
public interface JdbiScope extends Scope {

    @Override
    JdbiScope actor(String actor);

    @Override
    JdbiScope because(String reason);

    @Override
    JdbiScope requestId(String requestId);

    @Override
    JdbiScope metadata(String name, String value);

    @Override
    JdbiScope metadata(Map<String, String> metadata);

    /** Runs work with a handle, in a transaction of its own within this scope's tenant. */
    default <R extends @Nullable Object> R withHandle(Work<? super Handle, R> work) {
        Work<? super Handle, R> given = Required.given("withHandle", work);
        return inTransaction(tx -> given.run(JdbiTransaction.handleOf(tx)));
    }

    /** As {@link #withHandle}, without a result. */
    default void useHandle(Use<? super Handle> use) {
        Use<? super Handle> given = Required.given("useHandle", use);
        useTransaction(tx -> given.run(JdbiTransaction.handleOf(tx)));
    }

    /**
     * Runs work inside the transaction of a handle that somebody else opened: with this scope's settings, which are put
     * back to theirs afterwards. Its commit or rollback stays theirs.
     *
     * @throws dev.holdfast.error.TransactionRequiredException where the handle isn't in a transaction
     * @throws dev.holdfast.error.TransactionMisuseException where that transaction is another tenant's; or where, at the
     *     work's end, SQL has ended it or taken its tenant away: what is there has failed then
     */
    <R extends @Nullable Object> R joining(Handle handle, Work<? super Transaction, R> work);

    /** For whom and why it acts, for a transaction manager that tells PostgreSQL so. */
    SessionContext context();
}
