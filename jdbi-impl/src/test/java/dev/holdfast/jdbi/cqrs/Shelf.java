package dev.holdfast.jdbi.cqrs;

import dev.holdfast.cqrs.PositionWait;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamId;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.projection.StreamParkedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Projections that stand where a test puts them. */
final class Shelf implements PositionWait {

    private final Map<String, Position> reached = new ConcurrentHashMap<>();
    private final Map<String, StreamId> parked = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    synchronized void put(String projection, Position position) {
        reached.put(projection, position);
        notifyAll();
    }

    synchronized void park(String projection, StreamId stream) {
        parked.put(projection, stream);
        notifyAll();
    }

    @Override
    public synchronized void await(Object tenantId, Position position, Duration timeout, String... projections) {
        long end = System.nanoTime() + timeout.toNanos();
        asked.add(tenantId + " " + List.of(projections));
        while (true) {
            Map<String, Position> behind = new TreeMap<>();
            for (String each : new ArrayList<>(List.of(projections))) {
                Position at = reached.getOrDefault(each, Position.START);
                if (at.compareTo(position) < 0) {
                    behind.put(each, at);
                }
                StreamId stream = parked.get(each);
                if (stream != null && behind.containsKey(each)) {
                    throw new StreamParkedException(each, stream, position, position);
                }
            }
            if (behind.isEmpty()) {
                return;
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new ProjectionTimeoutException(position, behind, timeout);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
