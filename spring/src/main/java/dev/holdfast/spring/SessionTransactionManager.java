package dev.holdfast.spring;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.internal.Required;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/**
 * A transaction manager around another one ({@code JdbcTransactionManager}, {@code DataSourceTransactionManager},
 * {@code JpaTransactionManager}), whose transactions are sessions of Holdfast.
 *
 * <ul>
 *   <li>One that begins is bound to the {@linkplain CurrentSession current scope} at once, in one round trip: tenant, actor,
 *       reason and request id. Until its end they hold for whoever uses its connection.
 *   <li>One that is joined must be the same tenant's.
 *   <li>Where that fails, it is rolled back, nothing stays bound to the thread, and the failure comes out.
 *   <li>A commit throws where something in the transaction failed and the exception was swallowed: the driver's would
 *       return, with nothing stored. So it does where SQL inside has ended the transaction, or taken its tenant away.
 * </ul>
 *
 * <p>Thread-safe, as the one inside is.
 */
public final class SessionTransactionManager implements PlatformTransactionManager {

    private final PlatformTransactionManager delegate;
    private final DataSource dataSource;
    private final CurrentSession current;

    /**
     * Around a transaction manager.
     *
     * @param delegate begins and ends transactions on the data source
     * @param dataSource the manager's
     * @param current what transactions are bound to
     */
    public SessionTransactionManager(
            PlatformTransactionManager delegate, DataSource dataSource, CurrentSession current) {
        this.delegate = Required.given("SessionTransactionManager", delegate);
        this.dataSource = SpringTransactions.target(dataSource);
        this.current = Required.given("SessionTransactionManager", current);
    }

    /**
     * Begins or joins a transaction, as the manager inside does.
     *
     * @throws dev.holdfast.error.TenantRequiredException where no scope is current, and {@link CurrentSession} wants one
     * @throws dev.holdfast.error.TransactionMisuseException where the transaction to join is another tenant's, or bound to
     *     none
     */
    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        if (joins(definition == null ? TransactionDefinition.withDefaults() : definition)) {
            refuseOther();
        }
        TransactionStatus status = delegate.getTransaction(definition);
        if (status.isNewTransaction()) {
            try {
                BoundTransaction.begin(dataSource, current.scope().context());
            } catch (RuntimeException | Error failure) {
                rollback(status, failure);
                throw failure;
            }
        }
        return status;
    }

    private static boolean joins(TransactionDefinition definition) {
        return switch (definition.getPropagationBehavior()) {
            case TransactionDefinition.PROPAGATION_REQUIRED,
                    TransactionDefinition.PROPAGATION_SUPPORTS,
                    TransactionDefinition.PROPAGATION_MANDATORY,
                    TransactionDefinition.PROPAGATION_NESTED -> true;
            default -> false;
        };
    }

    /** Before anything is opened, so that there is nothing to undo, and whoever began the transaction can go on. */
    private void refuseOther() {
        BoundTransaction bound = BoundTransaction.find(dataSource);
        if (bound == null) {
            SpringTransactions.refuseUnbound(dataSource);
        } else {
            bound.refuseOther(current.scope().context());
        }
    }

    /**
     * Commits, as the manager inside does.
     *
     * @throws dev.holdfast.error.TransactionFailedException where something in it failed: it was rolled back
     * @throws dev.holdfast.error.TransactionMisuseException where SQL inside has ended it, or taken its tenant away: what
     *     was left was rolled back
     */
    @Override
    public void commit(TransactionStatus status) {
        BoundTransaction bound = BoundTransaction.find(dataSource);
        if (bound == null || status.isCompleted()) {
            delegate.commit(status);
            return;
        }
        if (status.isNewTransaction()) {
            commit(status, bound);
            return;
        }
        if (!status.isRollbackOnly()) {
            try {
                bound.refuseFailed();
            } catch (HoldfastException refusal) {
                rollback(status, refusal);
                throw refusal;
            }
        }
        delegate.commit(status);
    }

    private void commit(TransactionStatus status, BoundTransaction bound) {
        bound.askBeforeCommit();
        try {
            delegate.commit(status);
        } finally { // it is committed, too, where something that was called afterwards threw
            bound.ended();
        }
    }

    @Override
    public void rollback(TransactionStatus status) {
        delegate.rollback(status);
    }

    private void rollback(TransactionStatus status, Throwable failure) {
        try {
            delegate.rollback(status);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return "SessionTransactionManager[" + delegate + "]";
    }
}
