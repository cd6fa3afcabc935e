package dev.holdfast.sql;

/**
 * A part of a statement that can write itself: an expression, a condition, a source of rows. Implementations are
 * immutable, so that one part may stand in many statements and be rendered by many threads at once.
 */
public interface SqlPart {

    /**
     * Writes this part's SQL and parameters. Values are always written as parameters, never as text.
     *
     * @param out where to write; used by one thread, for one statement
     */
    void writeTo(SqlWriter out);
}
