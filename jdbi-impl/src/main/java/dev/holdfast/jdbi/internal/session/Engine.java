package dev.holdfast.jdbi.internal.session;

import dev.holdfast.PersonalDataStore;
import dev.holdfast.error.SchemaException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.crypto.Ciphers;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Query;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.query.StatementRunner;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.table.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements that stand alone, each in one round trip: begin, preamble, statement and commit go out as one
 * execution. Without the explicit begin and commit the driver could put a Sync between preamble and statement (for a
 * parameter whose type it doesn't know, and in simple query mode), and the tenant would be gone. Thread-safe.
 */
public final class Engine {

    private final Connections connections;
    private final Statements statements;
    private final Active active;
    private final Schema schema;
    private final List<PersonalDataStore> personalData;
    private final @Nullable EventStore events;

    public Engine(
            Connections connections,
            @Nullable JsonCodec json,
            @Nullable Ciphers ciphers,
            List<PersonalDataStore> personalData,
            Active active,
            Schema schema,
            @Nullable EventStore events) {
        this.events = events;
        this.personalData = List.copyOf(personalData);
        this.schema = schema;
        this.connections = connections;
        this.statements = new Statements(json, ciphers);
        this.active = active;
    }

    Connections connections() {
        return connections;
    }

    Statements statements() {
        return statements;
    }

    Active active() {
        return active;
    }

    List<PersonalDataStore> personalData() {
        return personalData;
    }

    Schema schema() {
        return schema;
    }

    EventStore events() {
        if (events == null) {
            throw new SchemaException("This Holdfast was built without events: give"
                    + " .events(EventSettings.with(EventTypes.of(…))) to the builder");
        }
        return events;
    }

    <T extends @Nullable Object> List<T> list(Context context, Query<T> query) {
        List<SqlText> texts = query.texts(context.audience());
        if (texts.size() > 1 || mustJoin(context)) {
            return Transactions.run(this, context, tx -> tx.list(query));
        }
        SqlText text = ExactFloats.of(texts.get(0), query.shape());
        context.check(text, false);
        KeyAccess keys = context.keys(this);
        Bound bound = statements.bound(text, context, keys);
        Reading<T> reading = new Reading<>(query);
        alone(context, text, (connection, frame) -> {
            statements.list(connection, frame, text, bound, reading);
            return 0L;
        });
        return reading.results(statements.ciphers(), keys);
    }

    long execute(Context context, Mutation mutation) {
        List<SqlText> texts = mutation.texts(context.audience());
        if (texts.size() > 1 || mustJoin(context)) {
            return Transactions.run(this, context, tx -> tx.execute(mutation));
        }
        SqlText text = texts.get(0);
        context.check(text, false);
        Bound bound = statements.bound(text, context, context.keys(this));
        long count = alone(context, text, (connection, frame) -> statements.execute(connection, frame, text, bound));
        if (count == 0 && mutation.versionCheck() != null) {
            throw StatementRunner.noRow(new EngineScope(this, context), mutation);
        }
        return count;
    }

    <T extends @Nullable Object> Stream<T> stream(Context context, SelectQuery<T> query) {
        if (mustJoin(context)) {
            throw new TransactionMisuseException("A stream outlives the call, and the transaction that is under way is"
                    + " somebody else's: use inTransaction(tx -> …tx.stream(…)…) and consume it there");
        }
        return Streams.alone(this, context, query);
    }

    private boolean mustJoin(Context context) {
        active.refuseInside(context);
        return connections.isSurrounded();
    }

    private interface Alone {
        long run(Connection connection, Statements.Frame frame) throws SQLException;
    }

    private long alone(Context context, SqlText text, Alone body) {
        try (Connection connection = connections.open()) {
            boolean autoCommit = connection.getAutoCommit();
            Statements.Frame frame = context.alone().get(text, autoCommit);
            if (frame.before().isEmpty() && autoCommit) {
                return body.run(connection, frame);
            }
            try {
                return body.run(connection, frame);
            } catch (SQLException | RuntimeException | Error failure) {
                endFailed(connection, failure);
                throw failure;
            }
        } catch (SQLException e) {
            throw SqlErrors.translate(e, text.sql());
        }
    }

    /** After an error the connection is in a failed transaction, which the pool wouldn't end. */
    private static void endFailed(Connection connection, Throwable failure) {
        try {
            if (connection.getAutoCommit()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("rollback");
                }
            } else {
                connection.rollback();
            }
        } catch (SQLException e) {
            failure.addSuppressed(new SQLException("rollback failed, connection aborted", e.getSQLState()));
            try {
                connection.abort(Runnable::run);
            } catch (SQLException aborted) {
                failure.addSuppressed(new SQLException("abort failed", aborted.getSQLState()));
            }
        }
    }
}
