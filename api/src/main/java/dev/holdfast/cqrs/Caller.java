package dev.holdfast.cqrs;

import dev.holdfast.TenantScope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a command or asks a query.
 *
 * @param tenantId a Long, UUID or String
 * @param actor null where nobody was named
 * @param commandId null where it is a query, or a command without an id
 * @param scope the tenant's on the primary, with the same context; to look up what the caller may do
 */
public record Caller(
        Object tenantId, @Nullable String actor, @Nullable UUID commandId, TenantScope scope) {}
