package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * A row of an audited table that demands an actor was changed without one (HF016); {@link #table} names it. Say {@code actor(…)} on the
 * session, or in SQL set {@code holdfast.actor} in the same transaction.
 */
public final class ActorRequiredException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ActorRequiredException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
