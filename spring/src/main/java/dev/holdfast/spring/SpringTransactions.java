package dev.holdfast.spring;

import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.SurroundingTransactions;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells Holdfast of Spring's transactions on a data source, which it then joins: those of a
 * {@link SessionTransactionManager}. One begun by another manager is refused: nothing would tell whose it is, and a failure
 * in it might not come out. Immutable and thread-safe.
 */
public final class SpringTransactions implements SurroundingTransactions {

    private final DataSource dataSource;

    private SpringTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Of a data source.
     *
     * @param dataSource the one that the transaction manager has, or a {@code TransactionAwareDataSourceProxy} of it
     */
    public static SpringTransactions of(DataSource dataSource) {
        return new SpringTransactions(target(dataSource));
    }

    /**
     * The builder of a Holdfast that takes part in Spring's transactions, and begins its own where there is none.
     *
     * @param dataSource the one that the transaction manager has, of the application's role
     */
    public static JdbiHoldfast.Builder holdfast(DataSource dataSource) {
        DataSource target = target(dataSource);
        return JdbiHoldfast.builder(new TransactionAwareDataSourceProxy(target)).surroundingTransactions(of(target));
    }

    static DataSource target(DataSource given) {
        DataSource dataSource = Required.given("The data source", given, "give the transaction manager's");
        DataSource target =
                dataSource instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : null;
        return target == null ? dataSource : target;
    }

    @Override
    public @Nullable SurroundingTransaction current() {
        BoundTransaction bound = BoundTransaction.find(dataSource);
        if (bound == null) {
            refuseUnbound(dataSource);
        }
        return bound;
    }

    /** Refuses a transaction on the data source that nobody has bound to a session. */
    static void refuseUnbound(DataSource dataSource) {
        if (TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder
                && isInTransaction(holder)) {
            throw new TransactionMisuseException("The transaction that is under way on this data source is bound to no"
                    + " session: its transaction manager isn't wrapped, new SessionTransactionManager(manager, …), or"
                    + " something threw while it began and left it behind");
        }
    }

    private static boolean isInTransaction(ConnectionHolder holder) {
        try {
            return !holder.getConnection().getAutoCommit();
        } catch (SQLException | IllegalStateException e) { // lost, or resumed and not used since: in no transaction
            return false;
        }
    }
}
