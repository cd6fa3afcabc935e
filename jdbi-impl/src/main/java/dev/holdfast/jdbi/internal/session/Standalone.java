package dev.holdfast.jdbi.internal.session;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.SurroundingTransaction;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Query;
import dev.holdfast.query.SelectQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scope's statements, each alone and in one round trip: begin, preamble, statement and commit go out as one
 * execution. Without the explicit begin and commit the driver could put a Sync between preamble and statement (for a
 * parameter whose type it doesn't know, and in simple query mode), and the tenant would be gone. A statement that carries the
 * session goes out by itself, unless somebody left a transaction open on the connection, which would never be committed.
 * Thread-safe.
 */
final class Standalone {

    /** What a statement that carries the session refuses by: another tenant is set, or one that isn't any. */
    private static final Set<String> LEFT_OVER = Set.of("HF014", "22P02", "22003");

    private final Origin origin;
    private final Engine engine;
    private final SessionSettings settings;

    Standalone(Origin origin) {
        this.origin = origin;
        this.engine = origin.engine();
        this.settings = origin.settings();
    }

    <T extends @Nullable Object> List<T> list(Query<T> query) {
        List<SqlText> texts = query.texts(settings.audience());
        if (texts.size() > 1 || mustJoin()) {
            return Transactions.run(origin, tx -> tx.list(query));
        }
        SqlText text = ExactFloats.of(texts.get(0), query.shape());
        settings.check(text, false);
        Bound bound = bound(text);
        RowCollector<T> collector = new RowCollector<>(query);
        alone(text, (connection, frame) -> {
            engine.statements().list(connection, frame, text, bound, collector);
            return 0L;
        });
        return collector.results(origin.scope()::protector);
    }

    long execute(Mutation mutation) {
        List<SqlText> texts = mutation.texts(settings.audience());
        if (texts.size() > 1 || mustJoin()) {
            return Transactions.run(origin, tx -> tx.execute(mutation));
        }
        SqlText text = texts.get(0);
        settings.check(text, false);
        Bound bound = bound(text);
        return alone(text, (connection, frame) -> engine.statements().execute(connection, frame, text, bound));
    }

    <T extends @Nullable Object> Stream<T> stream(SelectQuery<T> query) {
        if (mustJoin()) {
            throw new TransactionMisuseException("A stream outlives the call, and the transaction that is under way is"
                    + " somebody else's: use inTransaction(tx -> …tx.stream(…)…) and consume it there");
        }
        return StandaloneStream.open(origin, query);
    }

    private Bound bound(SqlText text) {
        Bound bound = engine.statements().bound(text, settings, origin.scope()::protector);
        return text.carriesSession() ? bound.telling(settings.told()) : bound;
    }

    /** Whether somebody else's transaction is under way. Refuses misuse inside one of this thread's own. */
    boolean mustJoin() {
        SurroundingTransaction surrounding = engine.connections().surrounding();
        engine.openTransactions().refuseInside(settings, surrounding);
        return surrounding != null;
    }

    private interface Body {
        long run(Connection connection, Frame frame) throws SQLException;
    }

    private long alone(SqlText text, Body body) {
        try (Connection connection = engine.connections().open()) {
            if (text.carriesSession() && TransactionState.isIdle(connection)) {
                try {
                    return framed(connection, Frame.NONE, body);
                } catch (DatabaseException refused) {
                    if (!LEFT_OVER.contains(refused.sqlState())) {
                        throw refused;
                    } // somebody's SQL may have left a tenant on the connection: a frame sets ours before the statement
                }
            }
            return framed(connection, settings.alone().get(text, connection.getAutoCommit()), body);
        } catch (SQLException e) {
            throw SqlErrors.translate(e, text.sql());
        }
    }

    private static long framed(Connection connection, Frame frame, Body body) throws SQLException {
        try {
            return body.run(connection, frame);
        } catch (SQLException | RuntimeException | Error failure) {
            endFailed(connection, failure);
            throw failure;
        }
    }

    /** After an error the connection is in a failed transaction, which the pool wouldn't end. */
    private static void endFailed(Connection connection, Throwable failure) {
        FailedConnection.end(connection, failure, () -> {
            if (connection.getAutoCommit()) {
                Commands.run(connection, "rollback");
            } else {
                connection.rollback();
            }
        });
    }
}
