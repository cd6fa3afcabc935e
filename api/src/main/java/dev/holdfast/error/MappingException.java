package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * A stored value that its Java type can't say, or a row that can't become the asked-for class. The message names the
 * column, the component and the remedy, as far as there are such, and holds no value; the cause, where there is one, is
 * what code of the application threw (a constructor, a setter, a function given to {@code mapped}), whose own message
 * may hold one.
 */
public final class MappingException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String said;
    private final @Nullable String table;
    private final @Nullable String column;
    private final @Nullable String component;

    public MappingException(String message) {
        this(message, null, null, null, null, null);
    }

    /** With what was thrown before. */
    public MappingException(String message, @Nullable Throwable cause) {
        this(message, cause, null, null, null, null);
    }

    private MappingException(
            String message,
            @Nullable Throwable cause,
            @Nullable String said,
            @Nullable String table,
            @Nullable String column,
            @Nullable String component) {
        super(message, cause);
        this.said = said;
        this.table = table;
        this.column = column;
        this.component = component;
    }

    /**
     * Of a value, by code that doesn't know where it stands; {@link #at} adds that.
     *
     * @param problem what is wrong with it, as it goes on behind the column's name: "holds infinity, which Instant can't
     *     say"
     * @param remedy what to do
     */
    public static MappingException ofValue(String problem, String remedy) {
        return ofValue(problem, remedy, null);
    }

    /** The same, with what was thrown before. */
    public static MappingException ofValue(String problem, String remedy, @Nullable Throwable cause) {
        String said = problem + ": " + remedy;
        return new MappingException("A value " + said, cause, said, null, null, null);
    }

    /** Of a value that a function given to {@code mapped}, or a codec, refuses, by code that doesn't know where it stands. */
    public static MappingException ofMapping(RuntimeException thrown) {
        return ofValue(
                "holds a value that its mapping refuses with "
                        + thrown.getClass().getName(),
                "let the function given to mapped(…), or the codec, take it",
                thrown);
    }

    /**
     * The same of a named column; unchanged where one is named already.
     *
     * @param inTable the table or alias; null for a computed value
     */
    public MappingException at(@Nullable String inTable, String inColumn) {
        if (column != null) {
            return this;
        }
        String place = inTable == null ? inColumn : inTable + "." + inColumn;
        String message = said == null ? place + ": " + getMessage() : place + " " + said;
        return new MappingException(message, getCause(), said, inTable, inColumn, component);
    }

    /** The same for who asks what it is about, with the same message. */
    public MappingException about(@Nullable String ofComponent, @Nullable String ofTable, @Nullable String ofColumn) {
        return new MappingException(String.valueOf(getMessage()), getCause(), said, ofTable, ofColumn, ofComponent);
    }

    /** The table or alias of the column; null where there is none or nobody can tell. */
    public @Nullable String table() {
        return table;
    }

    /** The column's name, or a computed value's; null where nobody can tell. */
    public @Nullable String column() {
        return column;
    }

    /** The component, parameter or setter, with its class before it, as in {@code Article.title}; else null. */
    public @Nullable String component() {
        return component;
    }
}
