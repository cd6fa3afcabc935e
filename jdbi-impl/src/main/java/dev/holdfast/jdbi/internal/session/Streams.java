package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.error.SqlErrors;
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

    /** On a running transaction's connection. */
    static <T extends @Nullable Object> Stream<T> over(
            Statements statements,
            Connection connection,
            SessionSettings settings,
            SqlText text,
            SelectQuery<T> query,
            Supplier<Protector> protector,
            Runnable check)
            throws SQLException {
        if (query.shape().hasFloats()) {
            statements.run(connection, Preamble.NONE, ExactFloats.SETTING); // on its own: a portal takes one statement
        }
        PreparedStatement statement =
                statements.prepared(connection, Frame.NONE, text, statements.bound(text, settings, protector));
        try {
            statement.setFetchSize(FETCH_SIZE);
            ResultSet rows = statement.executeQuery();
            return StreamSupport.stream(new Rows<>(rows, statements, query, protector, check), false)
                    .onClose(() -> close(statement));
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
        private long kept;

        Rows(
                ResultSet rows,
                Statements statements,
                SelectQuery<T> query,
                Supplier<Protector> protector,
                Runnable check) {
            super(Long.MAX_VALUE, Spliterator.ORDERED);
            this.rows = rows;
            this.reader = statements.reader().over(rows, keyIds);
            this.query = query;
            this.shape = query.shape();
            this.encrypted = shape.isEncrypted();
            this.protector = protector;
            this.check = check;
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
            return false;
        }

        private boolean next() {
            try {
                return rows.next();
            } catch (SQLException e) {
                throw SqlErrors.translate(e, null);
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
