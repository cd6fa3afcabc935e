package dev.holdfast.error;

/** An optional library is needed for what was asked; the message names it. */
public final class MissingDependencyException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public MissingDependencyException(String message) {
        super(message);
    }
}
