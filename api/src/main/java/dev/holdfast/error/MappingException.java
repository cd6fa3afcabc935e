package dev.holdfast.error;

/** A row that can't become the asked-for type; the message names the column, the component and the remedy. */
public final class MappingException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public MappingException(String message) {
        super(message);
    }

    /** With what was thrown before. */
    public MappingException(String message, Throwable cause) {
        super(message, cause);
    }
}
