package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;

/** Where a partition is with a tenant that is behind the others. */
record TenantPlace(Object tenantId, Checkpoint checkpoint, boolean paused) {}
