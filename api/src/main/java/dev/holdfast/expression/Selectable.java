package dev.holdfast.expression;

import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * Something that a query can return, and nothing more. Immutable and thread-safe.
 *
 * @param <T> the Java type of a value; nullable where the value can be SQL's NULL
 */
public interface Selectable<T extends @Nullable Object> extends SqlPart {

    /** The type of a value that isn't null. */
    SqlType<?> type();

    /** The name under which a result is mapped and mentioned in errors. */
    String label();

    /** True where NULL is an expected value, so that reading it isn't an error. */
    boolean isNullable();
}
