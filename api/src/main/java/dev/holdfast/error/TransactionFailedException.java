package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** The transaction had failed before its commit (25P02): an error inside it was swallowed, and nothing was stored. */
public final class TransactionFailedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public TransactionFailedException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
