package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.listener.Observation;
import dev.holdfast.jdbi.internal.value.Bound;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowReader;
import dev.holdfast.query.SelectQuery;
import dev.holdfast.query.Shape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Results row by row, fetched in portions through a portal, which needs an open transaction. */
final class Streams {

    private static final int FETCH_SIZE = 1_000;

    private Streams() {}

    /**
     * On a running transaction's connection.
     *
     * @param begun given what tells of it, which it does at the last row or when the stream is closed, whichever comes first
     */
    static <T extends @Nullable Object> Stream<T> over(
            Statements statements,
            Connection connection,
            SessionSettings settings,
            SqlText text,
            SelectQuery<T> query,
            Supplier<Protector> protector,
            Runnable check,
            Consumer<Observation> begun)
            throws SQLException {
        if (query.shape().hasFloats()) {
            statements.run(connection, Preamble.NONE, ExactFloats.SETTING); // on its own: a portal takes one statement
        }
        Bound bound = statements.bound(text, settings, protector);
        Observation observation = statements.observation(connection, text, bound);
        PreparedStatement statement = statements.prepared(connection, Frame.NONE, text, bound);
        try {
            statement.setFetchSize(FETCH_SIZE);
            Statements.executed(statement, text.sql(), observation);
            begun.accept(observation);
            Rows<T> rows = new Rows<>(statement.getResultSet(), statements, query, protector, check, observation);
            return StreamSupport.stream(rows, false).onClose(() -> {
                observation.end();
                close(statement);
            });
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            throw SqlErrors.translate(e, null);
        }
    }

    private static final class Rows<T extends @Nullable Object> extends AbstractSpliterator<T> {

        private final ResultSet rows;
        private final Set<Long> keyIds = new HashSet<>();
        private final RowReader reader;
        private final SelectQuery<T> query;
        private final Shape shape;
        private final boolean encrypted;
        private final Supplier<Protector> protector;
        private final Runnable check;
        private final Observation observation;
        private long kept;

        Rows(
                ResultSet rows,
                Statements statements,
                SelectQuery<T> query,
                Supplier<Protector> protector,
                Runnable check,
                Observation observation) {
            super(Long.MAX_VALUE, Spliterator.ORDERED);
            this.rows = rows;
            this.reader = statements.reader().over(rows, keyIds);
            this.query = query;
            this.shape = query.shape();
            this.encrypted = shape.isEncrypted();
            this.protector = protector;
            this.check = check;
            this.observation = observation;
        }

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            check.run();
            while (kept < query.keptAtMost() && next()) {
                Row row = opened(shape.read(reader));
                if (query.keeps(row)) {
                    kept++;
                    action.accept(query.mapper().apply(row));
                    return true;
                }
            }
            observation.end();
            return false;
        }

        private boolean next() {
            try {
                boolean isRow = rows.next();
                if (isRow) {
                    observation.read();
                }
                return isRow;
            } catch (SQLException e) {
                throw observation.failed(SqlErrors.translate(e, null));
            }
        }

        private Row opened(Row row) {
            if (!encrypted) {
                return row;
            }
            Row opened = shape.opened(row, protector.get().opener(keyIds));
            keyIds.clear();
            return opened;
        }
    }
}
