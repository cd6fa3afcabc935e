package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes out before the first statement of a transaction, in the same round trip. Always transaction-local, with
 * the values as parameters; those that are empty stand in the text.
 *
 * @param head statements without parameters or results, each ended by a semicolon; may be empty
 * @param settings what {@code set_config} sets
 * @param select the {@code select set_config(…)}; empty where there is nothing to set
 */
record Preamble(String head, List<Setting> settings, String select) {

    static final Preamble NONE = new Preamble("", List.of(), "");

    /** These settings alone. */
    static Preamble of(List<Setting> settings) {
        return new Preamble("", settings, select(settings));
    }

    /** These settings, and what a transaction's options set. */
    static Preamble of(List<Setting> session, TransactionOptions options) {
        List<Setting> settings = new ArrayList<>(session);
        add(settings, "statement_timeout", options.statementTimeout());
        add(settings, "lock_timeout", options.lockTimeout());
        add(settings, "idle_in_transaction_session_timeout", options.idleTimeout());
        return new Preamble(head(options), List.copyOf(settings), select(settings));
    }

    private static String head(TransactionOptions options) {
        Isolation isolation = options.isolation();
        if (isolation == null) {
            return options.readOnly() ? "set transaction read only; " : "";
        }
        return "set transaction isolation level " + isolation.sql() + (options.readOnly() ? ", read only; " : "; ");
    }

    private static void add(List<Setting> settings, String name, @Nullable Duration timeout) {
        if (timeout != null) {
            settings.add(new Setting(name, timeout.toMillis() + "ms"));
        }
    }

    private static String select(List<Setting> settings) {
        StringBuilder select = new StringBuilder();
        for (Setting setting : settings) {
            select.append(select.isEmpty() ? "select " : ", ");
            select.append("set_config('")
                    .append(setting.name())
                    .append(setting.isEmpty() ? "', '', true)" : "', ?, true)");
        }
        return select.toString();
    }

    /** True where nothing goes out: in a block of somebody else's transaction, whose settings are there before it. */
    boolean isEmpty() {
        return head.isEmpty() && select.isEmpty();
    }

    /** The text before the statement. */
    String text() {
        return select.isEmpty() ? head : head + select + "; ";
    }

    /** How many results come before the statement's own. */
    int results() {
        return (head.isEmpty() ? 0 : 1) + (select.isEmpty() ? 0 : 1);
    }

    /** Binds its values from the first position on; returns the next one. */
    int bind(PreparedStatement statement) throws SQLException {
        return bind(statement, 1);
    }

    /** The same from a position on. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int position = first;
        for (Setting setting : settings) {
            if (!setting.isEmpty()) {
                statement.setString(position++, setting.value());
            }
        }
        return position;
    }
}
