package dev.holdfast.outbox;

import dev.holdfast.error.HoldfastException;
import org.jspecify.annotations.Nullable;

/**
 * A message won't be taken, however often it is tried: it is too large, or its receiver finds it wrong. For publishers to throw;
 * the message's stream is parked at once. The text is kept with the parked stream, so it should say why without the body.
 */
public final class RefusedMessageException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public RefusedMessageException(String message) {
        super(message);
    }

    public RefusedMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
