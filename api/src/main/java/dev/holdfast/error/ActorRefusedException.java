package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * A change is recorded by who makes it, and whoever that is can't be: nobody, where its table demands an actor ({@code HF016}; {@link #table} names it), or somebody
 * who isn't in the table of actors ({@code HF018}): say {@code actor(…)} on the session, with the key of such a row.
 */
public final class ActorRefusedException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ActorRefusedException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
