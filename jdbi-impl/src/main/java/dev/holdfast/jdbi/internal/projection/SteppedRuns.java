package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.SteppedProjections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Steps the partitions of a process on the caller's thread, as {@link ProjectionRuntime} does on its own ones. */
final class SteppedRuns implements SteppedProjections {

    private static final Comparator<Held> ORDER = Comparator.comparing(
                    (Held held) -> held.id().projection())
            .thenComparing(held -> held.id().version())
            .thenComparing(held -> held.id().partition());

    private final ProjectionSettings settings;
    private final Coordination coordination;
    private final Scopes scopes;
    private final GatheringListener gathered;
    private final PartitionRuns making;
    private final Map<PartitionId, PartitionRun> runs = new HashMap<>();
    private final int wanted;
    private boolean dying;
    private long leasedUntil;

    /** Takes all partitions; fails where the database doesn't let it. */
    SteppedRuns(
            ProjectionSettings settings,
            List<Outbox> outboxes,
            Coordination coordination,
            Scopes scopes,
            EventStore store,
            Progress progress,
            RetryClock clock) {
        this.settings = settings;
        this.coordination = coordination;
        this.scopes = scopes;
        this.gathered = new GatheringListener(settings.listener());
        this.making = new PartitionRuns(
                settings,
                outboxes,
                coordination,
                scopes.beforeCommit(this::dieIfDying),
                store,
                new Told(gathered, progress),
                clock,
                Pages.NOTHING_AHEAD);
        this.wanted = settings.projections().stream()
                .mapToInt(each -> each.partitions())
                .sum();
        making.declare();
        try {
            held();
        } catch (RuntimeException | Error refused) {
            close();
            throw refused;
        }
    }

    /** All partitions, with a sign of life. */
    private List<Held> held() {
        leasedUntil = System.nanoTime() + settings.lease().toNanos();
        coordination.lease(making.node(), settings.projections(), settings.lease());
        List<Held> held = coordination.held(making.node());
        if (held.size() < wanted) {
            throw new HoldfastException("Projections can't be run step by step: of " + wanted + " partitions "
                    + coordination.status().stream()
                            .filter(status -> status.state() != ProjectionStatus.State.UNOWNED)
                            .filter(status -> !making.node().equals(status.owner()))
                            .map(status -> status.projection() + " v" + status.version() + ", partition "
                                    + status.partition() + " of " + status.owner())
                            .collect(Collectors.joining("; "))
                    + " are other processes'. Close what runs them, or wait for the end of their leases");
        }
        return held.stream().sorted(ORDER).toList();
    }

    @Override
    public Step step() {
        List<Held> held = held();
        Checkpoint end = scopes.acrossTenants().apply("projections").events().lastCheckpoint();
        boolean more = false;
        for (Held each : held) {
            PartitionRun run =
                    runs.computeIfAbsent(each.id(), id -> making.of(each, () -> System.nanoTime() - leasedUntil < 0));
            run.refreshIfOther(each);
            more |= run.step(end);
        }
        return gathered.take(more);
    }

    @Override
    public Step runUntilIdle() {
        Step all = Step.NOTHING;
        while (true) {
            Step next = step();
            all = all.and(next);
            if (!next.more()
                    && next.events() == 0
                    && next.parked().isEmpty()
                    && next.unparked().isEmpty()) {
                return all;
            }
        }
    }

    @Override
    public void crash() {
        dying = true;
        try {
            step();
        } finally {
            dying = false;
            runs.clear();
        }
    }

    private void dieIfDying() {
        if (dying) {
            throw new LostPartitionException();
        }
    }

    @Override
    public void close() {
        runs.clear();
        coordination.release(making.node());
    }
}
