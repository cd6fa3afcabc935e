package dev.holdfast;

import dev.holdfast.internal.CheckReturnValue;
import java.util.Map;

/** A scope of one tenant. Immutable: each modifier returns another scope. */
public interface TenantScope extends Scope {

    /** The tenant: a Long, UUID or String. */
    Object tenantId();

    @Override
    @CheckReturnValue
    TenantScope actor(String actor);

    @Override
    @CheckReturnValue
    TenantScope because(String reason);

    @Override
    @CheckReturnValue
    TenantScope requestId(String requestId);

    @Override
    @CheckReturnValue
    TenantScope metadata(String name, String value);

    @Override
    @CheckReturnValue
    TenantScope metadata(Map<String, String> metadata);
}
