package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.listener.Observation;
import dev.holdfast.jdbi.internal.listener.Observers;
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
    private final Observers observers;

    Statements(@Nullable JsonCodec json, Observers observers) {
        this.binder = new Binder(json);
        this.observers = observers;
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
        Observation observation = observation(connection, text, bound);
        try (PreparedStatement statement = prepared(connection, frame, text, bound)) {
            boolean isResult = executed(statement, text.sql(), observation);
            frame.sent().run();
            for (int i = 0; i < frame.resultsBefore() + text.resultsBefore(); i++) {
                isResult = statement.getMoreResults();
            }
            long before = into.read();
            try (ResultSet rows = isResult ? statement.getResultSet() : null) {
                if (rows != null) { // a mutation that the planner reduced to nothing gives a count instead of rows
                    into.readAll(rows, reader);
                }
            } finally {
                observation.done(into.read() - before);
            }
        }
    }

    long execute(Connection connection, Frame frame, SqlText text, Bound bound) throws SQLException {
        Observation observation = observation(connection, text, bound);
        try (PreparedStatement statement = prepared(connection, frame, text, bound)) {
            executed(statement, text.sql(), observation);
            frame.sent().run();
            for (int i = 0; i < frame.resultsBefore() + text.resultsBefore(); i++) {
                statement.getMoreResults();
            }
            long count = Math.max(0, statement.getLargeUpdateCount());
            observation.done(count);
            return count;
        }
    }

    /** What tells of a statement, which is shown without what Holdfast adds to it. */
    Observation observation(Connection connection, SqlText text, Bound bound) {
        return observation(connection, text.sql(), bound);
    }

    Observation observation(Connection connection, String sql, Bound bound) {
        return observers.areNone()
                ? Observation.NONE
                : observers.begin(connection, ExactFloats.without(sql), bound.tenant());
    }

    /** Binds a statement's parameters from a position on; the position behind them. */
    int bind(PreparedStatement statement, int first, SqlText text, Bound bound) throws SQLException {
        binder.bindAll(statement, first, text.parameters(), bound);
        return first + text.parameters().size();
    }

    /** Executes it; true where the first result is rows. A refusal is told, and comes as ours. */
    static boolean executed(PreparedStatement statement, String sql, Observation observation) {
        try {
            return observation.execute(statement);
        } catch (SQLException e) {
            throw observation.failed(SqlErrors.translate(e, sql));
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
                ? new Bound(settings.tenant(), null, protector.get().forParameters(text.parameters()))
                : settings.withoutKeys();
    }
}
