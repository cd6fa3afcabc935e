package dev.holdfast.query;

import dev.holdfast.internal.Audience;
import dev.holdfast.internal.SqlText;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A statement that returns rows, as a value: immutable, thread-safe, and free of any connection. A session runs it.
 *
 * @param <T> what a row becomes
 */
public interface Query<T extends @Nullable Object> {

    /**
     * The statement's texts, mostly one; several where an insert has more rows than one statement can carry.
     *
     * @param audience for whom it is rendered
     */
    List<SqlText> texts(Audience audience);

    /** What a row has in which place. */
    Shape shape();

    /** Turns a row into a result. */
    Function<Row, T> mapper();

    /** Whether a row that PostgreSQL found is one, where it can't say for sure: as with a blind index. */
    default boolean keeps(Row row) {
        return true;
    }

    /** How many kept rows are wanted at most; PostgreSQL's own limit would count those that aren't kept. */
    default long keptAtMost() {
        return Long.MAX_VALUE;
    }

    /** The SQL for a tenant's session, with {@code ?} for the parameters; needs no database. */
    default String toSql() {
        return String.join(
                ";\n", texts(Audience.TENANT).stream().map(SqlText::sql).toList());
    }
}
