package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionListener;
import dev.holdfast.projection.SteppedProjections.Step;
import java.time.Duration;
import java.util.List;

/** Gathers what becomes of a step, and tells another listener of it. Not thread-safe. */
final class GatheringListener implements ProjectionListener {

    private final ProjectionListener next;
    private Step gathered = Step.NOTHING;

    GatheringListener(ProjectionListener next) {
        this.next = next;
    }

    /** What was gathered since the last time. */
    Step take(boolean more) {
        Step taken = gathered.and(new Step(0, List.of(), List.of(), List.of(), more));
        gathered = Step.NOTHING;
        return taken;
    }

    private void add(int events, List<ParkedStream> parked, List<ParkedStream> unparked, List<Throwable> failures) {
        gathered = gathered.and(new Step(events, parked, unparked, failures, false));
    }

    @Override
    public void handled(String projection, int partition, int events, Duration took) {
        add(events, List.of(), List.of(), List.of());
        next.handled(projection, partition, events, took);
    }

    @Override
    public void parked(ParkedStream stream) {
        add(0, List.of(stream), List.of(), List.of());
        next.parked(stream);
    }

    @Override
    public void unparked(ParkedStream stream) {
        add(0, List.of(), List.of(stream), List.of());
        next.unparked(stream);
    }

    @Override
    public void failed(String projection, int partition, Throwable error) {
        add(0, List.of(), List.of(), List.of(error));
        next.failed(projection, partition, error);
    }

    @Override
    public void slow(String projection, int partition, Duration since) {
        next.slow(projection, partition, since);
    }

    @Override
    public void taken(String projection, int partition) {
        next.taken(projection, partition);
    }

    @Override
    public void lost(String projection, int partition) {
        next.lost(projection, partition);
    }
}
