package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Work;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of nobody's, in which blocks of several tenants follow each other, {@code scope.joining(handle, …)}: all of it
 * is committed, or nothing.
 */
public final class SharedTransaction {

    private static final String LIMITS =
            "set transaction isolation level read committed; select set_config('idle_in_transaction_session_timeout', ?, true),"
                    + " set_config('statement_timeout', ?, true)";

    private SharedTransaction() {}

    /**
     * Runs work, and commits; at read committed, since others give signs of life for its rows meanwhile.
     *
     * @param engine gives the connection
     * @param longest how long a statement may take, and how long the transaction may be idle between two of them
     */
    public static <R extends @Nullable Object> R run(Engine engine, Duration longest, Work<? super Handle, R> work) {
        try (Lease lease = engine.connections().lease()) {
            OwnTransaction owned = new OwnTransaction(lease.connection());
            R result;
            try {
                owned.begin();
                limit(lease.connection(), longest);
                result = Calls.call(work, lease.handle());
            } catch (Throwable failure) {
                owned.rollback(failure);
                throw failure;
            }
            owned.end(false, null);
            return result;
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** Whether nothing more can be done in it: a failure that no savepoint saved, or its end by SQL inside a block. */
    public static boolean isLost(Handle handle) {
        try {
            return TransactionState.isFailed(handle.getConnection());
        } catch (SQLException unknown) {
            return true;
        }
    }

    private static void limit(Connection connection, Duration longest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIMITS)) {
            statement.setString(1, String.valueOf(longest.toMillis()));
            statement.setString(2, String.valueOf(longest.toMillis()));
            statement.execute();
        }
    }
}
