package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL refused a statement. The subclasses name the frequent reasons. Neither the message nor the cause holds a
 * row's values: the server's detail line, which does, is left out.
 */
public class DatabaseException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public DatabaseException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
    }

    /** The five characters of PostgreSQL's error code. */
    public String sqlState() {
        return refusal.sqlState();
    }

    /** The table that the server named, or null. */
    public @Nullable String table() {
        return refusal.table();
    }

    /** The column that the server named, or null. */
    public @Nullable String column() {
        return refusal.column();
    }

    /** The constraint that the server named, or null. */
    public @Nullable String constraint() {
        return refusal.constraint();
    }

    /**
     * What the server said, without values.
     *
     * @param sqlState PostgreSQL's error code
     * @param table the table, where named
     * @param column the column, where named
     * @param constraint the constraint or index, where named
     */
    public record Refusal(
            String sqlState,
            @Nullable String table,
            @Nullable String column,
            @Nullable String constraint) {}
}
