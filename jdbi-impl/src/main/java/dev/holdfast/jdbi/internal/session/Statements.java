package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.value.Binder;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.jdbi.internal.value.Reader;
import dev.holdfast.sql.JsonCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends statements over a connection and reads what comes back. Thread-safe. */
final class Statements {

    private final Binder binder;
    private final Reader reader;
    private final FramedTexts framed = new FramedTexts();

    Statements(@Nullable JsonCodec json) {
        this.binder = new Binder(json);
        this.reader = new Reader(binder);
    }

    /** The statement on its own, framed; the caller closes it. */
    PreparedStatement prepared(Connection connection, Frame frame, SqlText text, Bound bound) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(framed.of(frame, text.sql()));
        try {
            if (!frame.after().isEmpty()) {
                statement.setFetchSize(0); // a default fetch size would open a portal, which the commit behind closes
            }
            int first = frame.preamble().bind(statement);
            binder.bindAll(statement, first, text.parameters(), bound);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    <T extends @Nullable Object> void list(
            Connection connection, Frame frame, SqlText text, Bound bound, RowCollector<T> into) throws SQLException {
        try (PreparedStatement statement = prepared(connection, frame, text, bound)) {
            boolean isResult = statement.execute();
            frame.sent().run();
            for (int i = 0; i < frame.resultsBefore() + text.resultsBefore(); i++) {
                isResult = statement.getMoreResults();
            }
            if (!isResult) {
                return; // a mutation that the planner reduced to nothing gives a count instead of rows
            }
            try (ResultSet rows = statement.getResultSet()) {
                into.readAll(rows, reader);
            }
        }
    }

    long execute(Connection connection, Frame frame, SqlText text, Bound bound) throws SQLException {
        try (PreparedStatement statement = prepared(connection, frame, text, bound)) {
            statement.execute();
            frame.sent().run();
            for (int i = 0; i < frame.resultsBefore() + text.resultsBefore(); i++) {
                statement.getMoreResults();
            }
            return Math.max(0, statement.getLargeUpdateCount());
        }
    }

    /** Runs text without results that matter. */
    void run(Connection connection, Preamble preamble, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            preamble.bind(statement);
            statement.execute();
        }
    }

    Reader reader() {
        return reader;
    }

    /**
     * What a session adds to a statement's parameters; keys are found, or made, before the statement is sent.
     *
     * @param protector asked for where a value is to be encrypted or hashed
     */
    Bound bound(SqlText text, SessionSettings settings, Supplier<Protector> protector) {
        return Protector.isNeededFor(text.parameters())
                ? new Bound(settings.tenant(), protector.get().forParameters(text.parameters()))
                : settings.withoutKeys();
    }
}
