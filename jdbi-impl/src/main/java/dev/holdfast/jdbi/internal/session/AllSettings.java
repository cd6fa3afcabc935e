package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionRequiredException;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a session, for a transaction that somebody else begins: the empty ones too, so that nothing of theirs
 * shows through; and a mark by which its end is known for its own. Equal to another one of the same session.
 */
final class AllSettings implements SessionContext {

    private static final String FAILED = "25P02";

    private final @Nullable Object tenantId;
    private final List<Setting> values;
    private final TransactionMark mark;

    private AllSettings(@Nullable Object tenantId, List<Setting> values, TransactionMark mark) {
        this.tenantId = tenantId;
        this.values = values;
        this.mark = mark;
    }

    static AllSettings of(SessionSettings session) {
        return new AllSettings(session.tenant(), session.values(), TransactionMark.of(session));
    }

    static void requireTransaction(Connection connection) throws SQLException {
        if (!TransactionState.isInTransaction(connection)) {
            throw new TransactionRequiredException(
                    "The connection to join isn't in a transaction, so that a tenant set on"
                            + " it would be lost with the next statement: begin one, or use the scope itself");
        }
    }

    @Override
    public @Nullable Object tenantId() {
        return tenantId;
    }

    @Override
    public void beginOn(Connection connection) {
        try {
            requireTransaction(connection);
            Preamble preamble = Preamble.of(mark.with(values));
            try (PreparedStatement statement = connection.prepareStatement(preamble.select())) {
                preamble.bind(statement);
                statement.execute();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    @Override
    public void refuseFailedOn(Connection connection) {
        try {
            if (TransactionState.isFailed(connection)) {
                throw OwnTransaction.failed();
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    @Override
    public void beforeCommitOn(Connection connection) {
        try {
            mark.require(connection);
        } catch (SQLException e) {
            throw FAILED.equals(e.getSQLState()) ? OwnTransaction.failed() : SqlErrors.translate(e, null);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AllSettings that
                && Objects.equals(tenantId, that.tenantId)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Whom it is about. Not why and by whom: that is for PostgreSQL. */
    @Override
    public String toString() {
        return tenantId == null ? "SessionContext[no tenant]" : "SessionContext[tenant " + tenantId + "]";
    }
}
