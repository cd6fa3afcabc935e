package dev.holdfast;

import dev.holdfast.internal.CheckReturnValue;

/** A scope of one tenant. Immutable: each modifier returns another scope. */
public interface TenantScope extends Scope {

    /** The tenant: a Long, UUID or String. */
    Object tenantId();

    /**
     * The same scope with who acts, for plain SQL as {@code current_setting('holdfast.actor', true)}.
     *
     * @param actor not blank, at most 200 characters
     */
    @CheckReturnValue
    TenantScope actor(String actor);

    /**
     * The same scope with why, as {@code holdfast.reason}.
     *
     * @param reason not blank, at most 1000 characters
     */
    @CheckReturnValue
    TenantScope because(String reason);

    /**
     * The same scope with the request it serves, as {@code holdfast.request_id}.
     *
     * @param requestId not blank, at most 200 characters
     */
    @CheckReturnValue
    TenantScope requestId(String requestId);
}
