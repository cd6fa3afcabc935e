package dev.holdfast.error;

/** A transaction was used by another thread than the one that opened it. */
public final class WrongThreadException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public WrongThreadException(String message) {
        super(message);
    }
}
