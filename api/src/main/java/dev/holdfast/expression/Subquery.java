package dev.holdfast.expression;

import dev.holdfast.sql.SqlPart;
import org.jspecify.annotations.Nullable;

/**
 * A query of one column, which can stand where its values can: {@code column.oneOf(subquery)},
 * {@code Expressions.scalar(subquery)}.
 */
public interface Subquery<T extends @Nullable Object> extends SqlPart {

    /** The one column or expression that it selects. */
    Selectable<T> selected();
}
