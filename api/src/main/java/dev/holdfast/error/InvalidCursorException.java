package dev.holdfast.error;

/** A paging cursor that is damaged or belongs to another query. */
public final class InvalidCursorException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public InvalidCursorException(String message) {
        super(message);
    }
}
