package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.event.Checkpoint;
import dev.holdfast.projection.ParkedStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

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
        Set<StreamKey> due) {

    /** The same with what waits, of all partitions. */
    Held with(
            Map<PartitionId, List<TenantPlace>> places,
            Map<PartitionId, List<ParkedStream>> waiting,
            Set<Map.Entry<PartitionId, StreamKey>> dueNow) {
        List<ParkedStream> streams = waiting.getOrDefault(id, List.of());
        return new Held(
                id,
                token,
                checkpoint,
                stopped,
                places.getOrDefault(id, List.of()),
                streams,
                streams.stream()
                        .map(Coordination::key)
                        .filter(key -> dueNow.contains(Map.entry(id, key)))
                        .collect(Collectors.toSet()));
    }
}
