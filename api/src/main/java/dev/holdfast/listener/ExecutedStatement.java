package dev.holdfast.listener;

import dev.holdfast.error.DatabaseException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A statement that was sent, and what came of it. Of what was bound it holds the tenant alone, which {@link #toString}
 * leaves out. Immutable.
 *
 * @param sql the text as JDBC takes it: {@code ?} for each value that was bound, and {@code ??} for an operator's question
 *     mark. SQL that you wrote is as you wrote it, with the literals in it. {@code <batch>} for a {@code Batch} of JDBI,
 *     which has no values to bind
 * @param tenant the session's tenant, a {@code Long}, {@code UUID} or {@code String}; null where it has none
 * @param duration from sending to the last row having been read. Of a statement alone it includes its begin and commit,
 *     which are the same round trip; of a stream what was done with its rows, up to its end or {@code close()}; of a handle or
 *     SqlObject it ends with PostgreSQL's answer, before the rows are read
 * @param rows how many were read or changed; empty where the statement failed, and where nobody counts: of queries and
 *     batches of a handle or SqlObject
 * @param error as it was thrown; null where PostgreSQL has carried the statement out, also where a row couldn't be read or
 *     mapped afterwards
 */
public record ExecutedStatement(
        String sql,
        @Nullable Object tenant,
        Duration duration,
        OptionalLong rows,
        @Nullable DatabaseException error) {

    /** Without the tenant. */
    @Override
    public String toString() {
        String outcome = error == null
                ? (rows.isPresent() ? rows.getAsLong() + " rows" : "done")
                : "failed with " + error.sqlState();
        return "ExecutedStatement[" + sql + ": " + outcome + " in " + duration + "]";
    }
}
