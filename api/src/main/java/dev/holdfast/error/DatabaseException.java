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

    /** The five characters of PostgreSQL's error code; question marks where the driver or the pool gave none. */
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
     * The server's own words, or null. They may hold a row's values (a trigger's message, a value that couldn't be
     * read), which is why they aren't always part of {@link #getMessage()}: look at them, don't log them.
     */
    public @Nullable String serverMessage() {
        return refusal.serverMessage();
    }

    /**
     * What the server said.
     *
     * @param sqlState PostgreSQL's error code
     * @param table the table, where named
     * @param column the column, where named
     * @param constraint the constraint or index, where named
     * @param serverMessage the server's own words, which may hold values: never for a log
     */
    public record Refusal(
            String sqlState,
            @Nullable String table,
            @Nullable String column,
            @Nullable String constraint,
            @Nullable String serverMessage) {

        @Override
        public String toString() {
            return "Refusal[" + sqlState + "]";
        }
    }
}
