package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * The data source gave no connection, so that nothing was sent: its pool is exhausted, the server is down or refuses the user.
 * The message has the driver's reason in it, which pools hide in a cause. {@link #sqlState()} is the driver's, 08001 where it
 * gave none.
 */
public final class ConnectionUnavailableException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ConnectionUnavailableException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
