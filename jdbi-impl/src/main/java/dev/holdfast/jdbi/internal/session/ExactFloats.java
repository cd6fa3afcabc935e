package dev.holdfast.jdbi.internal.session;

import dev.holdfast.internal.SqlText;
import dev.holdfast.query.Shape;

/**
 * PostgreSQL rounds {@code real} and {@code double precision} in a result's text where {@code extra_float_digits} is
 * below 1, and the driver takes text or not by how often a statement ran. So a statement that reads such values says
 * which digits it wants, in the same round trip and for its transaction alone.
 */
final class ExactFloats {

    static final String SETTING = "set local extra_float_digits = 1";

    private static final String BEFORE = SETTING + "; ";

    private ExactFloats() {}

    static SqlText of(SqlText text, Shape read) {
        return read.hasFloats()
                ? new SqlText(
                        BEFORE + text.sql(),
                        text.parameters(),
                        text.touchesTenantTable(),
                        text.readOnly(),
                        text.locksRows(),
                        text.resultsBefore() + 1,
                        false,
                        text.plain())
                : text;
    }

    /** The text as it was before. */
    static String without(String sql) {
        return sql.startsWith(BEFORE) ? sql.substring(BEFORE.length()) : sql;
    }
}
