package dev.holdfast.error;

/** A session was used in a way that would leave the running transaction: another tenant inside it, a scope instead of {@code tx}, or a transaction that has ended. */
public final class TransactionMisuseException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public TransactionMisuseException(String message) {
        super(message);
    }
}
