package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A time-out ran out, or the statement was cancelled (57014, 25P03, 25P04). */
public final class TimeoutException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public TimeoutException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
