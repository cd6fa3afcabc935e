package dev.holdfast.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant in the registry.
 *
 * @param id a Long, UUID or String, as the application's tenants are
 * @param name for people
 * @param createdAt when it was registered
 * @param suspendedAt since when it is suspended, or null where it is active
 */
public record Tenant(
        Object id, String name, Instant createdAt, @Nullable Instant suspendedAt) {

    /** True where jobs across tenants include it. */
    public boolean isActive() {
        return suspendedAt == null;
    }
}
