package dev.holdfast.error;

/** One row was expected, and there were more. */
public final class TooManyRowsException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public TooManyRowsException(String what) {
        super(what
                + ": one row was expected, and there were more. Narrow the condition to a unique key, or use list().");
    }
}
