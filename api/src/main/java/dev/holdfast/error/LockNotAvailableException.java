package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A lock was not to be had within lock_timeout, or at all with nowait (55P03). */
public final class LockNotAvailableException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public LockNotAvailableException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
