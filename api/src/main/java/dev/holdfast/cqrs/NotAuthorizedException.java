package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import org.jspecify.annotations.Nullable;

/** Somebody may not send a command or ask a query, so nothing was done. Its message doesn't tell what is in the command. */
public final class NotAuthorizedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final Class<?> type;
    private final @Nullable String actor;

    NotAuthorizedException(Class<?> type, @Nullable String actor, Object tenantId) {
        super((actor == null ? "Whoever acts, whom actor(…) doesn't name," : "The actor " + actor) + " of tenant "
                + tenantId + " may not send " + Names.of(type) + ": let an authorizer of it allow that");
        this.type = type;
        this.actor = actor;
    }

    /** What was sent or asked. */
    public Class<?> type() {
        return type;
    }

    /** Who may not; null where nobody was named. */
    public @Nullable String actor() {
        return actor;
    }
}
