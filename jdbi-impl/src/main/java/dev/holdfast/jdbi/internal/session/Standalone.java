package dev.holdfast.jdbi.internal.session;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scope's statements, each alone and in one round trip: begin, preamble, statement and commit go out as one
 * execution. Without the explicit begin and commit the driver could put a Sync between preamble and statement (for a
 * parameter whose type it doesn't know, and in simple query mode), and the tenant would be gone. Thread-safe.
 */
final class Standalone {

    private final Origin origin;
    private final Engine engine;
    private final SessionSettings context;

    Standalone(Origin origin) {
        this.origin = origin;
        this.engine = origin.engine();
        this.context = origin.context();
    }

    <T extends @Nullable Object> List<T> list(Query<T> query) {
        List<SqlText> texts = query.texts(context.audience());
        if (texts.size() > 1 || mustJoin()) {
            return Transactions.run(origin, tx -> tx.list(query));
        }
        SqlText text = ExactFloats.of(texts.get(0), query.shape());
        context.check(text, false);
        Bound bound = engine.statements().bound(text, context, origin.scope()::protector);
        RowCollector<T> collector = new RowCollector<>(query);
        alone(text, (connection, frame) -> {
            engine.statements().list(connection, frame, text, bound, collector);
            return 0L;
        });
        return collector.results(origin.scope()::protector);
    }

    long execute(Mutation mutation) {
        List<SqlText> texts = mutation.texts(context.audience());
        if (texts.size() > 1 || mustJoin()) {
            return Transactions.run(origin, tx -> tx.execute(mutation));
        }
        SqlText text = texts.get(0);
        context.check(text, false);
        Bound bound = engine.statements().bound(text, context, origin.scope()::protector);
        return alone(text, (connection, frame) -> engine.statements().execute(connection, frame, text, bound));
    }

    <T extends @Nullable Object> Stream<T> stream(SelectQuery<T> query) {
        if (mustJoin()) {
            throw new TransactionMisuseException("A stream outlives the call, and the transaction that is under way is"
                    + " somebody else's: use inTransaction(tx -> …tx.stream(…)…) and consume it there");
        }
        return StandaloneStream.open(origin, query);
    }

    private boolean mustJoin() {
        SurroundingTransaction surrounding = engine.connections().surrounding();
        engine.openTransactions().refuseInside(context, surrounding);
        return surrounding != null;
    }

    private interface Body {
        long run(Connection connection, Frame frame) throws SQLException;
    }

    private long alone(SqlText text, Body body) {
        try (Connection connection = engine.connections().open()) {
            boolean autoCommit = connection.getAutoCommit();
            Frame frame = context.alone().get(text, autoCommit);
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
                Commands.run(connection, "rollback");
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
