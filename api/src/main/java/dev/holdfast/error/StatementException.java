package dev.holdfast.error;

/** A statement that can't be built or rendered as it was written: a table joined twice, a delete without a condition. */
public final class StatementException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public StatementException(String message) {
        super(message);
    }
}
