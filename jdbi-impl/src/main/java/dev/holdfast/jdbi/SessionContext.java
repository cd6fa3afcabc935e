package dev.holdfast.jdbi;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * For whom and why a scope acts: tenant, actor, reason and request id, as PostgreSQL is told of them. For transaction
 * managers, which begin transactions on connections of their own: {@link JdbiScope#context()}, asked anew for each. Equal
 * where all four are. Immutable and thread-safe.
 */
public interface SessionContext {

    /** The tenant; null for a scope without one. */
    @Nullable
    Object tenantId();

    /**
     * Tells the transaction that is under way on a connection, until its end: {@code select set_config(…, true)} of all
     * four, those without a value as empty, and of a mark, in one round trip.
     *
     * @throws dev.holdfast.error.TransactionRequiredException where the connection isn't in a transaction
     */
    void beginOn(Connection connection);

    /**
     * Refuses to go on in a transaction in which a statement failed. Asks the driver; a round trip only where proxies hide
     * that.
     *
     * @throws dev.holdfast.error.TransactionFailedException where nothing can be committed
     */
    void refuseFailedOn(Connection connection);

    /**
     * Refuses to commit a transaction in which a statement failed, since PostgreSQL answers such a commit with a rollback
     * and the driver with nothing at all; and one that isn't the one that {@link #beginOn} told, or not its tenant's any
     * more. One round trip.
     *
     * @throws dev.holdfast.error.TransactionFailedException where nothing can be committed
     * @throws dev.holdfast.error.TransactionMisuseException where SQL inside has ended it, or taken its tenant away
     */
    void beforeCommitOn(Connection connection);
}
