package dev.holdfast.spring;

import dev.holdfast.error.DatabaseException.Refusal;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.SurroundingTransaction;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A transaction of Spring's that PostgreSQL was told the session of. It keeps the mark that it can only be rolled back
 * itself: JPA's managers don't heed the connection holder's.
 */
final class BoundTransaction implements SurroundingTransaction, TransactionSynchronization {

    /** By what it is bound to the thread. */
    private record Key(DataSource dataSource) {}

    /** How it stood at a savepoint. */
    private record Savepoint(@Nullable Throwable cause, int due) {}

    private final Key key;
    private final SessionContext session;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<Object, Savepoint> savepoints = new IdentityHashMap<>();
    private @Nullable Throwable cause;
    private boolean committed;

    private BoundTransaction(Key key, SessionContext session) {
        this.key = key;
        this.session = session;
    }

    /** The one of this thread; null where there is none, or it is suspended. */
    static @Nullable BoundTransaction find(DataSource dataSource) {
        return (BoundTransaction) TransactionSynchronizationManager.getResource(new Key(dataSource));
    }

    /** Tells PostgreSQL, and stays bound to the thread until the transaction ends. */
    static void begin(DataSource dataSource, SessionContext session) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new TransactionMisuseException("The transaction manager doesn't synchronize: leave its"
                    + " transactionSynchronization at SYNCHRONIZATION_ALWAYS");
        }
        BoundTransaction bound = new BoundTransaction(new Key(dataSource), session);
        session.beginOn(bound.connection());
        TransactionSynchronizationManager.registerSynchronization(bound);
        bound.resume();
    }

    private Connection connection() {
        if (TransactionSynchronizationManager.getResource(key.dataSource()) instanceof ConnectionHolder holder) {
            return holder.getConnection();
        }
        throw new TransactionMisuseException("The transaction manager's transaction isn't on the data source that"
                + " Holdfast has: give both the same one; a JpaTransactionManager has it by setDataSource, with a"
                + " JpaDialect that gives out the JDBC connection");
    }

    @Override
    public SessionContext session() {
        return session;
    }

    /** Refuses a session of another tenant. */
    void refuseOther(SessionContext joining) {
        if (!Objects.equals(joining.tenantId(), session.tenantId())) {
            throw new TransactionMisuseException(
                    "A transaction of " + named(session) + " was to be joined by a session of " + named(joining)
                            + ": a transaction has one tenant. Begin another one, REQUIRES_NEW, or do this one's work first");
        }
    }

    private static String named(SessionContext context) {
        return context.tenantId() == null ? "no tenant" : "tenant " + context.tenantId();
    }

    @Override
    public void rollbackOnly(Throwable why) {
        cause = cause == null ? why : cause;
    }

    /** Refuses to end what has joined it, where it can't be committed. */
    void refuseFailed() {
        refuseMarked();
        session.refuseFailedOn(connection());
    }

    private void refuseMarked() {
        if (cause != null) {
            throw new TransactionFailedException(
                    cause instanceof HoldfastException ours
                            ? "The transaction was rolled back: " + ours.getMessage()
                            : "The transaction was rolled back: a "
                                    + cause.getClass().getName() + " in it was swallowed",
                    new Refusal("40000", null, null, null, null),
                    cause);
        }
    }

    /** Has the last word before the commit: behind all that was registered in the transaction. */
    void askBeforeCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            /** Not a {@code TransactionException}: Spring would clean up after that without a rollback, and so commit. */
            @Override
            public void beforeCommit(boolean readOnly) {
                refuseMarked();
                session.beforeCommitOn(connection());
            }
        });
    }

    @Override
    public void afterCommit(Runnable work) {
        afterCommit.add(work);
    }

    /** To be called once its connection was given back. */
    void ended() {
        if (committed) {
            afterCommit.forEach(Runnable::run);
        }
    }

    @Override
    public void savepoint(Object savepoint) {
        savepoints.put(savepoint, new Savepoint(cause, afterCommit.size()));
    }

    @Override
    public void savepointRollback(Object savepoint) {
        Savepoint then = savepoints.get(savepoint);
        if (then != null) {
            cause = then.cause();
            afterCommit.subList(then.due(), afterCommit.size()).clear();
        }
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResourceIfPossible(key);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(key, this);
    }

    @Override
    public void afterCompletion(int status) {
        committed = status == STATUS_COMMITTED;
        suspend();
    }
}
