package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A statement writes, and the server or the transaction takes no writes (25006): a standby, or a transaction that only reads. */
public final class ReadOnlyException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ReadOnlyException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
