package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A unique key has the value already (23505); {@link #constraint()} names the key. */
public final class UniqueViolationException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public UniqueViolationException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
