package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.error.TransactionRequiredException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a transaction that somebody else opened had set, to be put back. */
final class ForeignSettings {

    private static final String READ = SessionSettings.NAMES.stream()
            .map(name -> "current_setting('" + name + "', true)")
            .collect(Collectors.joining(", ", "select ", ""));

    private final List<Setting> before;

    private ForeignSettings(List<Setting> before) {
        this.before = before;
    }

    static ForeignSettings read(Connection connection, SessionSettings settings) throws SQLException {
        if (!TransactionState.isInTransaction(connection)) {
            throw new TransactionRequiredException(
                    "The handle to join isn't in a transaction, so that a tenant set on it"
                            + " would be lost with the next statement: begin one, or use the scope itself");
        }
        List<Setting> before = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ);
                ResultSet row = statement.executeQuery()) {
            row.next();
            for (int i = 0; i < SessionSettings.NAMES.size(); i++) {
                String value = row.getString(i + 1);
                before.add(new Setting(SessionSettings.NAMES.get(i), value == null ? "" : value));
            }
        }
        refuseOtherTenant(before.get(0).value(), settings);
        return new ForeignSettings(before);
    }

    private static void refuseOtherTenant(String there, SessionSettings settings) {
        Object tenant = settings.tenant();
        if (!there.isEmpty() && (tenant == null || !there.equals(tenant.toString()))) {
            throw new TransactionMisuseException("A session of " + settings.tenantName()
                    + " was to join a transaction of tenant " + there + ": a transaction has one tenant");
        }
    }

    /** Sets all of ours, the empty ones too, so that nothing of theirs shows through. */
    Preamble preambleFor(SessionSettings settings) {
        return Preamble.of(settings.values());
    }

    /** Puts theirs back; where the transaction failed, its rollback does. */
    void restore(Connection connection) throws SQLException {
        if (connection.isClosed() || TransactionState.isFailed(connection)) {
            return;
        }
        Preamble restoring = Preamble.of(before);
        try (PreparedStatement statement = connection.prepareStatement(restoring.select())) {
            restoring.bind(statement);
            statement.execute();
        }
    }
}
