package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Makes what runs the partitions of a process. Thread-safe. */
final class PartitionRuns {

    private final ProjectionSettings settings;
    private final Coordination coordination;
    private final Scopes scopes;
    private final EventStore store;
    private final Told told;
    private final String node;
    private final RetryClock clock;
    private final Executor reading;
    private final Map<String, Projection> projections = new LinkedHashMap<>();
    private final Map<String, Outbox> outboxes = new LinkedHashMap<>();

    /** By {@code reading} pages are read ahead. */
    PartitionRuns(
            ProjectionSettings settings,
            List<Outbox> outboxes,
            Coordination coordination,
            Scopes scopes,
            EventStore store,
            Told told,
            RetryClock clock,
            Executor reading) {
        this.settings = settings;
        this.coordination = coordination;
        this.scopes = scopes;
        this.store = store;
        this.told = told;
        this.clock = clock;
        this.reading = reading;
        this.node = unique(settings.node());
        settings.projections().forEach(each -> projections.put(each.toString(), each));
        outboxes.forEach(each -> this.outboxes.put(each.toString(), each));
    }

    /** A name that no other process has. */
    static String unique(String name) {
        return name + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** The process's name: its own, though another has the same settings. */
    String node() {
        return node;
    }

    /** Makes what has to be known to the database before its partitions can be leased known there. */
    void declare() {
        outboxes.values().forEach(coordination::declare);
        projections.values().stream().filter(Projection::isInline).forEach(coordination::declare);
    }

    boolean isOutbox(PartitionId id) {
        return outboxes.containsKey(id.named());
    }

    /**
     * For a partition that is this process's.
     *
     * @param leased whether it may be, still
     */
    PartitionRun of(Held held, BooleanSupplier leased) {
        String named = held.id().named();
        Projection projection = Objects.requireNonNull(projections.get(named));
        return new PartitionRun(
                held,
                projection,
                new EventSource(projection, store.types()),
                settings,
                coordination,
                scopes,
                told,
                node,
                outboxes.get(named),
                clock,
                leased,
                reading);
    }
}
