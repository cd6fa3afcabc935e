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

    /** Where there is nothing to put back, and whoever ends the transaction looks for its mark. */
    static final ForeignSettings NONE = new ForeignSettings(null, List.of());

    private static final List<String> NAMES = names();

    /**
     * Reads theirs and sets ours in one round trip: theirs first, which a materialized query is sure to, and ours only
     * where they are no other tenant's.
     */
    private static final String REPLACE = "with theirs as materialized (select "
            + joined(NAMES, "coalesce(current_setting('%s', true), '') as \"%1$s\"")
            + ") select "
            + joined(NAMES, "theirs.\"%s\"")
            + ", case when theirs.\"" + SessionSettings.NAMES.get(0) + "\" in ('', ?) then array["
            + joined(SessionSettings.NAMES, "set_config('%s', ?, true)")
            + ", set_config('" + TransactionMark.NAME + "', coalesce(nullif(theirs.\"" + TransactionMark.NAME
            + "\", ''), ?), true)] end from theirs";

    private final @Nullable TransactionMark mark;
    private final List<Setting> before;

    private ForeignSettings(@Nullable TransactionMark mark, List<Setting> before) {
        this.mark = mark;
        this.before = before;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(SessionSettings.NAMES);
        names.add(TransactionMark.NAME);
        return List.copyOf(names);
    }

    private static String joined(List<String> names, String template) {
        return names.stream().map(template::formatted).collect(Collectors.joining(", "));
    }

    /**
     * Sets a session's settings, and a mark where there is none, unless the transaction is bound to them already.
     *
     * @param surrounding null where nobody tells of the transaction's end
     * @throws TransactionMisuseException where it is another tenant's: nothing is set then
     */
    static ForeignSettings replace(
            Connection connection, @Nullable SurroundingTransaction surrounding, SessionSettings session)
            throws SQLException {
        AllSettings.requireTransaction(connection);
        SessionContext bound = surrounding == null ? null : surrounding.session();
        if (bound != null) {
            Object there = bound.tenantId();
            refuseOtherTenant(there == null ? "" : there.toString(), session);
            if (bound.equals(AllSettings.of(session))) {
                return NONE;
            }
        }
        TransactionMark fresh = TransactionMark.of(session);
        List<Setting> theirs = swap(connection, session, fresh);
        refuseOtherTenant(theirs.get(0).value(), session);
        Setting marked = theirs.get(theirs.size() - 1);
        boolean areOurs = theirs.subList(0, theirs.size() - 1).equals(session.values());
        if (areOurs && !marked.isEmpty()) {
            return NONE;
        }
        return new ForeignSettings(marked.isEmpty() ? fresh : TransactionMark.of(session, marked.value()), theirs);
    }

    private static List<Setting> swap(Connection connection, SessionSettings session, TransactionMark mark)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REPLACE)) {
            int position = 1;
            statement.setString(position++, session.values().get(0).value());
            for (Setting ours : session.values()) {
                statement.setString(position++, ours.value());
            }
            statement.setString(position, mark.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                List<Setting> theirs = new ArrayList<>();
                for (int i = 0; i < NAMES.size(); i++) {
                    theirs.add(new Setting(NAMES.get(i), row.getString(i + 1)));
                }
                return theirs;
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

    /**
     * Puts theirs back, if the transaction is still the one that was joined; where it failed, its rollback does.
     *
     * @throws TransactionMisuseException where it isn't; what is there has failed then
     */
    void restore(Connection connection) throws SQLException {
        if (mark == null || connection.isClosed() || TransactionState.isFailed(connection)) {
            return;
        }
        mark.requireAndSet(connection, before);
    }
}
