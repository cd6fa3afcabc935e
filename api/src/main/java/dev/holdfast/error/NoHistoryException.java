package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A table has no history, or one that begins after the moment asked for, or of which a part was deleted since (HF017). */
public final class NoHistoryException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public NoHistoryException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
