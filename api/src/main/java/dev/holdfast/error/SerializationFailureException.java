package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** The transaction lost against a concurrent one (40001): run it again, which a retry policy does. */
public final class SerializationFailureException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public SerializationFailureException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
