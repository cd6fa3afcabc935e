package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a session, for a transaction that somebody else begins: the empty ones too, so that nothing of theirs
 * shows through.
 *
 * @param values in the order of their names
 */
record AllSettings(@Nullable Object tenantId, List<Setting> values) implements SessionContext {

    static AllSettings of(SessionSettings session) {
        return new AllSettings(session.tenant(), session.values());
    }

    static void requireTransaction(Connection connection) throws SQLException {
        if (!TransactionState.isInTransaction(connection)) {
            throw new TransactionRequiredException(
                    "The connection to join isn't in a transaction, so that a tenant set on"
                            + " it would be lost with the next statement: begin one, or use the scope itself");
        }
    }

    @Override
    public void beginOn(Connection connection) {
        try {
            requireTransaction(connection);
            send(connection);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    void send(Connection connection) throws SQLException {
        Preamble preamble = Preamble.of(values);
        try (PreparedStatement statement = connection.prepareStatement(preamble.select())) {
            preamble.bind(statement);
            statement.execute();
        }
    }

    @Override
    public void beforeCommitOn(Connection connection) {
        try {
            if (TransactionState.isFailed(connection)) {
                throw OwnTransaction.failed();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    /** Whom it is about. Not why and by whom: that is for PostgreSQL. */
    @Override
    public String toString() {
        return tenantId == null ? "SessionContext[no tenant]" : "SessionContext[tenant " + tenantId + "]";
    }
}
