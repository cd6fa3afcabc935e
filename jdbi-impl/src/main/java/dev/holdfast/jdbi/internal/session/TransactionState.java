package dev.holdfast.jdbi.internal.session;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;

/** Asks the driver, or PostgreSQL where the driver is hidden behind proxies, how a transaction stands. */
final class TransactionState {

    private TransactionState() {}

    /** True where a statement failed and nothing can be committed. */
    static boolean isFailed(Connection connection) throws SQLException {
        if (isWrapperForPostgres(connection)) {
            return connection.unwrap(BaseConnection.class).getTransactionState()
                    == org.postgresql.core.TransactionState.FAILED;
        }
        try {
            Commands.run(connection, "select 1");
            return false;
        } catch (SQLException e) {
            if ("25P02".equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
    }

    /** True where a transaction is open or would be opened by the next statement. */
    static boolean isInTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            return true;
        }
        return isWrapperForPostgres(connection)
                && connection.unwrap(BaseConnection.class).getTransactionState()
                        != org.postgresql.core.TransactionState.IDLE;
    }

    /** True where the next statement certainly is a transaction of its own: the connection commits by itself, and none is open. */
    static boolean isIdle(Connection connection) throws SQLException {
        return isWrapperForPostgres(connection) && !isInTransaction(connection);
    }

    /** True where the driver undoes a statement that fails and carries on, so that the transaction doesn't show it. */
    static boolean isHidingFailures(Connection connection) throws SQLException {
        return isWrapperForPostgres(connection)
                && connection.unwrap(BaseConnection.class).getAutosave() == AutoSave.ALWAYS;
    }

    static boolean isWrapperForPostgres(Connection connection) {
        try {
            return connection.isWrapperFor(BaseConnection.class);
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }
}
