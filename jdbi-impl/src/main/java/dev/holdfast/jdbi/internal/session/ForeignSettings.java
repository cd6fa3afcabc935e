package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.jdbi.SessionContext;
import dev.holdfast.jdbi.SurroundingTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a transaction that somebody else opened had set when a session joined it, to be put back. */
final class ForeignSettings {

    /** Where there is nothing to put back. */
    private static final ForeignSettings NONE = new ForeignSettings(null);

    /**
     * Reads theirs and sets ours in one round trip: theirs first, which a materialized query is sure to, and ours only
     * where they are no other tenant's.
     */
    private static final String REPLACE = "with theirs as materialized (select "
            + joined("coalesce(current_setting('%s', true), '') as \"%1$s\"")
            + ") select "
            + joined("theirs.\"%s\"")
            + ", case when theirs.\"" + SessionSettings.NAMES.get(0) + "\" in ('', ?) then array["
            + joined("set_config('%s', ?, true)")
            + "] end from theirs";

    private final @Nullable AllSettings before;

    private ForeignSettings(@Nullable AllSettings before) {
        this.before = before;
    }

    private static String joined(String template) {
        return SessionSettings.NAMES.stream().map(template::formatted).collect(Collectors.joining(", "));
    }

    /**
     * Sets a session's settings, unless the transaction is bound to them already.
     *
     * @param surrounding null where nobody tells of the transaction's end
     * @throws TransactionMisuseException where it is another tenant's: nothing is set then
     */
    static ForeignSettings replace(
            Connection connection, @Nullable SurroundingTransaction surrounding, SessionSettings session)
            throws SQLException {
        AllSettings.requireTransaction(connection);
        AllSettings ours = AllSettings.of(session);
        SessionContext bound = surrounding == null ? null : surrounding.session();
        if (bound != null) {
            Object there = bound.tenantId();
            refuseOtherTenant(there == null ? "" : there.toString(), session);
            if (bound.equals(ours)) {
                return NONE;
            }
        }
        AllSettings theirs = swap(connection, ours);
        refuseOtherTenant(theirs.values().get(0).value(), session);
        return theirs.values().equals(ours.values()) ? NONE : new ForeignSettings(theirs);
    }

    private static AllSettings swap(Connection connection, AllSettings ours) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLACE)) {
            statement.setString(1, ours.values().get(0).value());
            for (int i = 0; i < ours.values().size(); i++) {
                statement.setString(i + 2, ours.values().get(i).value());
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                List<Setting> theirs = new ArrayList<>();
                for (int i = 0; i < SessionSettings.NAMES.size(); i++) {
                    theirs.add(new Setting(SessionSettings.NAMES.get(i), row.getString(i + 1)));
                }
                return new AllSettings(null, theirs);
            }
        }
    }

    private static void refuseOtherTenant(String there, SessionSettings session) {
        Object tenant = session.tenant();
        if (!there.isEmpty() && (tenant == null || !there.equals(tenant.toString()))) {
            throw new TransactionMisuseException("A session of " + session.tenantName()
                    + " was to join a transaction of tenant " + there
                    + ": a transaction has one tenant. Use the scope after this one has ended, or in one of its own, with"
                    + " Spring by REQUIRES_NEW");
        }
    }

    /** Puts theirs back; where the transaction failed, its rollback does. */
    void restore(Connection connection) throws SQLException {
        if (before == null || connection.isClosed() || TransactionState.isFailed(connection)) {
            return;
        }
        before.send(connection);
    }

    /** The same after a failure, which counts more than what goes wrong here. */
    void restore(Connection connection, Throwable failure) {
        try {
            restore(connection);
        } catch (SQLException e) {
            failure.addSuppressed(new SQLException("the settings couldn't be put back", e.getSQLState()));
        }
    }
}
