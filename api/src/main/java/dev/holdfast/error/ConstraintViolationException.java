package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A check, not-null or exclusion constraint was violated (23502, 23514, 23P01). */
public final class ConstraintViolationException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ConstraintViolationException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
