package dev.holdfast.error;

/** A call that makes sense only inside a transaction, such as {@code forUpdate()}, was made outside one. */
public final class TransactionRequiredException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public TransactionRequiredException(String message) {
        super(message);
    }
}
