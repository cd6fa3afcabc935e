package dev.holdfast.benchmarks.projection;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.Position;
import dev.holdfast.projection.ProjectionListener;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.RunningProjections;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Holdfast's projection, which is started, comes to the last event, and is closed. */
final class SalesCatchUp implements AutoCloseable {

    /** Events a transaction, as by default. */
    static final int BATCH = 500;

    private static final int CONNECTIONS = 3;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Way way;
    private final SalesNode node;
    private final Semaphore handled = new Semaphore(0);

    SalesCatchUp(BenchmarkDatabase database, Way way) {
        this.way = way;
        ProjectionSettings settings = ProjectionSettings.with(way.projection())
                .batchSize(BATCH)
                .listener(new ProjectionListener() {
                    @Override
                    public void handled(String projection, int partition, int events, Duration took) {
                        handled.release(events);
                    }
                });
        this.node = new SalesNode(database, settings, CONNECTIONS, way.table());
    }

    /** From the first event to the last one. Asks nobody how far it is before all were handled. */
    int run(int events, Position last) throws InterruptedException {
        try (RunningProjections running = node.holdfast().projections().start()) {
            if (!handled.tryAcquire(events, LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(running.node() + " handled " + handled.availablePermits()
                        + " events of " + events + " in " + LONG);
            }
            node.holdfast().projections().await(BenchmarkDatabase.TENANT, last, LONG, way.projectionName());
        }
        return events;
    }

    @Override
    public void close() {
        node.close();
    }
}
