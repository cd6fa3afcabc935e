package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** The role lacks a right, or row-level security refused the row (42501). */
public final class AccessDeniedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public AccessDeniedException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
