package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** Two transactions waited for each other, and this one was chosen to fail (40P01): run it again, which a retry policy does. */
public final class DeadlockException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public DeadlockException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
