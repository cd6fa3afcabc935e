package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.TransactionMisuseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a transaction knows itself by again. SQL inside it can end it ({@code commit}, {@code rollback}) or take its
 * tenant away ({@code reset all}), and what follows would look stored and isn't, or is stored and looks undone. The mark
 * is a transaction-local setting, so it goes with the transaction; whoever ends that, or a block in it, looks for it.
 */
final class TransactionMark {

    static final String NAME = "holdfast.transaction";
    private static final String INVALID_TEXT = "22P02";
    private static final String GONE = "this is not the transaction that was begun";

    /** Fails where the mark or the tenant is another one; the text of the error is what the cast finds. */
    private static final String REQUIRE = "select cast(case when current_setting('" + NAME + "', true) = ?"
            + " and current_setting('" + SessionSettings.NAMES.get(0) + "', true) = ?"
            + " then '1' else '" + GONE + "' end as integer)";

    private static final int PARAMETERS = 2;

    private final String value;
    private final String tenant;

    private TransactionMark(String value, String tenant) {
        this.value = value;
        this.tenant = tenant;
    }

    /** A new one, for a transaction of these settings. */
    static TransactionMark of(SessionSettings session) {
        return of(session, "");
    }

    /**
     * The one that a transaction has already, or a new one.
     *
     * @param there empty where it has none
     */
    static TransactionMark of(SessionSettings session, String there) {
        return new TransactionMark(
                there.isEmpty() ? Long.toHexString(ThreadLocalRandom.current().nextLong()) : there,
                session.values().get(0).value());
    }

    String value() {
        return value;
    }

    /** What the transaction is to set: the session's settings and the mark. */
    List<Setting> with(List<Setting> session) {
        List<Setting> all = new ArrayList<>(session);
        all.add(new Setting(NAME, value));
        return List.copyOf(all);
    }

    /**
     * Looks for it.
     *
     * @throws TransactionMisuseException where it isn't there; what is there has failed then
     */
    void require(Connection connection) throws SQLException {
        requireAnd(connection, "", Preamble.NONE);
    }

    /** Looks for it, and sets something else, in one execution. */
    void requireAndSet(Connection connection, List<Setting> settings) throws SQLException {
        Preamble preamble = Preamble.of(settings);
        requireAnd(connection, "; " + preamble.select(), preamble);
    }

    /**
     * Ends a transaction, if it is still the marked one.
     *
     * @param end {@code commit} or {@code rollback}
     * @throws TransactionMisuseException where it isn't; it has failed then
     */
    void end(Connection connection, String end) throws SQLException {
        requireAnd(connection, "; " + end, Preamble.NONE);
    }

    private void requireAnd(Connection connection, String then, Preamble bound) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REQUIRE + then)) {
            statement.setString(1, value);
            statement.setString(2, tenant);
            bound.bind(statement, PARAMETERS + 1);
            statement.execute();
        } catch (SQLException e) {
            if (INVALID_TEXT.equals(e.getSQLState())
                    && String.valueOf(e.getMessage()).contains(GONE)) {
                throw misuse();
            }
            throw e;
        }
    }

    private static TransactionMisuseException misuse() {
        return new TransactionMisuseException("The transaction that ends isn't the one that was begun, or isn't its"
                + " tenant's any more: SQL inside it sent commit, rollback, reset or discard, or set holdfast.tenant_id."
                + " What it did before that may be stored, what it did since isn't. Leave begin, end and tenant to the"
                + " session: throw an exception or call tx.rollbackOnly(), nest with inTransaction");
    }
}
