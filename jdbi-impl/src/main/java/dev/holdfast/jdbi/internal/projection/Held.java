package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.projection.ParkedStream;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A partition that is this process's, as the database knows it.
 *
 * @param token without which nothing of it commits; another one where somebody has paused it meanwhile
 * @param checkpoint where it is
 * @param stopped whether it is paused, or its checkpoint doesn't fit the store
 * @param tenants those that have a place of their own
 * @param due the parked streams that are to be tried now
 */
record Held(
        PartitionId id,
        UUID token,
        Checkpoint checkpoint,
        boolean stopped,
        List<TenantPlace> tenants,
        List<ParkedStream> parked,
        Set<StreamKey> due) {}
