package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import dev.holdfast.jdbi.internal.listener.Observation;
import dev.holdfast.jdbi.internal.value.Bound;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;

/**
 * Sends several statements in their order, without waiting for one before the next is sent: those of one text that follow each other as
 * one batch of the driver's, others as one text. What is several statements in itself goes alone, since its results couldn't be told from the
 * others'.
 */
final class Pipeline {

    /** Fewer of one text aren't worth a batch, which would be a round trip of their own. */
    private static final int WORTH = 4;

    private static final int MOST_OF_ONE_TEXT = 1_000;

    /** Each is prepared anew where the mixture is another one. */
    private static final int MOST_OF_SEVERAL = 32;

    private static final int MOST_PARAMETERS = 500;

    private static final Pattern WRITES =
            Pattern.compile("\\s*(insert|update|delete|merge)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ROWS = Pattern.compile("returning", Pattern.CASE_INSENSITIVE);

    private final Statements statements;
    private final Connection connection;
    private final boolean rewriting;
    private final long[] counts;

    /**
     * For one call.
     *
     * @param mutations how many there are to count for
     */
    Pipeline(Statements statements, Connection connection, int mutations) throws SQLException {
        this.statements = statements;
        this.connection = connection;
        this.rewriting = isRewriting(connection);
        this.counts = new long[mutations];
    }

    /** The driver makes one insert of a batch of inserts then, which PostgreSQL refuses where two of them meet one key. */
    private static boolean isRewriting(Connection connection) throws SQLException {
        return !TransactionState.isWrapperForPostgres(connection)
                || connection.unwrap(BaseConnection.class).getQueryExecutor().isReWriteBatchedInsertsEnabled();
    }

    /**
     * A statement, and what is bound to it.
     *
     * @param mutation the index of that for which it counts
     */
    record Piece(int mutation, SqlText text, Bound bound) {

        /**
         * What may give rows goes alone: the driver reads nothing before it has sent all, so PostgreSQL and it would wait for each other for good.
         * So does what may be nothing but a comment, which has no result among the others'.
         */
        private boolean isAlone() {
            return text.resultsBefore() > 0 || (text.plain() && !isCounted(text.sql()));
        }

        private static boolean isCounted(String sql) {
            return WRITES.matcher(sql).lookingAt() && !ROWS.matcher(sql).find();
        }

        private boolean isJoinable() {
            return !isAlone() && text.parameters().size() <= MOST_PARAMETERS;
        }
    }

    /** Sends all of them; how many rows each mutation wrote. */
    long[] run(List<Piece> pieces) throws SQLException {
        List<Piece> mixed = new ArrayList<>();
        for (int from = 0; from < pieces.size(); ) {
            List<Piece> alike = pieces.subList(from, from + alike(pieces, from));
            from += alike.size();
            Piece first = alike.get(0);
            if (alike.size() >= WORTH && isBatched(first)) {
                join(mixed);
                batch(alike);
            } else if (first.isJoinable()) {
                for (Piece piece : alike) {
                    mixed.add(piece);
                    if (mixed.size() == MOST_OF_SEVERAL) {
                        join(mixed);
                    }
                }
            } else {
                join(mixed);
                for (Piece piece : alike) {
                    alone(piece);
                }
            }
        }
        join(mixed);
        return counts;
    }

    private boolean isBatched(Piece piece) {
        return !piece.isAlone() && !(rewriting && isInsert(piece.text().sql()));
    }

    private static boolean isInsert(String sql) {
        return !sql.regionMatches(true, 0, "update", 0, 6) && !sql.regionMatches(true, 0, "delete", 0, 6);
    }

    private static int alike(List<Piece> pieces, int from) {
        String sql = pieces.get(from).text().sql();
        int to = from + 1;
        while (to < pieces.size()
                && to - from < MOST_OF_ONE_TEXT
                && pieces.get(to).text().sql().equals(sql)) {
            to++;
        }
        return to - from;
    }

    private void alone(Piece piece) throws SQLException {
        counts[piece.mutation()] += statements.execute(connection, Frame.NONE, piece.text(), piece.bound());
    }

    private void batch(List<Piece> pieces) throws SQLException {
        Piece first = pieces.get(0);
        Observation observation = statements.observation(connection, first.text(), first.bound());
        try (PreparedStatement statement = statements.prepared(connection, Frame.NONE, first.text(), first.bound())) {
            statement.addBatch();
            for (Piece piece : pieces.subList(1, pieces.size())) {
                statements.bind(statement, 1, piece.text(), piece.bound());
                statement.addBatch();
            }
            long[] written = written(statement, first.text().sql(), observation);
            long all = 0;
            for (int i = 0; i < written.length; i++) {
                counts[pieces.get(i).mutation()] += written[i];
                all += written[i];
            }
            observation.done(all);
        }
    }

    /** The driver's own exception has the statement's values in its message; the server's, which comes next, hasn't. */
    private static long[] written(PreparedStatement statement, String sql, Observation observation) {
        try {
            return observation.executeBatch(statement);
        } catch (BatchUpdateException e) {
            SQLException next = e.getNextException();
            throw observation.failed(SqlErrors.translate(next == null ? e : next, sql));
        } catch (SQLException e) {
            throw observation.failed(SqlErrors.translate(e, sql));
        }
    }

    /** Several texts as one, which the driver takes apart, and sends without waiting. */
    private void join(List<Piece> mixed) throws SQLException {
        if (mixed.size() < 2) {
            for (Piece piece : mixed) {
                alone(piece);
            }
            mixed.clear();
            return;
        }
        String sql = mixed.stream().map(piece -> piece.text().sql()).collect(Collectors.joining(";\n"));
        Piece first = mixed.get(0);
        Observation observation = statements.observation(connection, sql, first.bound());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int position = 1;
            for (Piece piece : mixed) {
                position = statements.bind(statement, position, piece.text(), piece.bound());
            }
            Statements.executed(statement, sql, observation);
            long all = 0;
            for (int i = 0; i < mixed.size(); i++) {
                if (i > 0) {
                    statement.getMoreResults();
                }
                long written = Math.max(0, statement.getLargeUpdateCount());
                counts[mixed.get(i).mutation()] += written;
                all += written;
            }
            observation.done(all);
        }
        mixed.clear();
    }
}
