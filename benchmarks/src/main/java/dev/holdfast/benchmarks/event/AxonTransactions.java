package dev.holdfast.benchmarks.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.ConnectionWrapperFactory;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/** A JDBC transaction for each call of Axon's engine, as a container's would be. Used by one thread. */
final class AxonTransactions implements TransactionManager, ConnectionProvider {

    private final DataSource pool;
    private @Nullable Connection current;

    AxonTransactions(DataSource pool) {
        this.pool = pool;
    }

    @Override
    public Transaction startTransaction() {
        try {
            Connection connection = pool.getConnection();
            connection.setAutoCommit(false);
            current = connection;
            return new Transaction() {
                @Override
                public void commit() {
                    end(connection, true);
                }

                @Override
                public void rollback() {
                    end(connection, false);
                }
            };
        } catch (SQLException e) {
            throw new JdbcException("No transaction begins", e);
        }
    }

    private void end(Connection connection, boolean commit) {
        current = null;
        try (connection) {
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new JdbcException("The transaction doesn't end", e);
        }
    }

    /** The transaction's, which the engine may close without ending it. */
    @Override
    public Connection getConnection() {
        return ConnectionWrapperFactory.wrap(
                Objects.requireNonNull(current, "a transaction"), new ConnectionWrapperFactory.NoOpCloseHandler());
    }
}
