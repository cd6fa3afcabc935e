package dev.holdfast.jdbi;

import dev.holdfast.internal.Required;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionListener;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.Projections;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Measures projections and outboxes by Micrometer, whose {@code io.micrometer:micrometer-core} the application brings. As a listener it counts
 * what this process does: the timer {@value #BATCHES} and the counters {@value #EVENTS}, {@value #PARKED}, {@value #UNPARKED}, {@value #FAILURES}
 * and {@value #SLOW}. {@link #gauges} adds what the database knows of all processes. Each meter has the tag {@code projection}; neither tenants
 * nor streams are tags. Thread-safe.
 */
public final class MicrometerProjections implements ProjectionListener {

    /** How long committed batches took. */
    public static final String BATCHES = "holdfast.projection.batches";

    /** How many events they handled. */
    public static final String EVENTS = "holdfast.projection.events";

    /** How often a stream was parked, each try counted. */
    public static final String PARKED = "holdfast.projection.parked";

    /** How often a parked stream caught up. */
    public static final String UNPARKED = "holdfast.projection.unparked";

    /** How often a partition couldn't go on. */
    public static final String FAILURES = "holdfast.projection.failures";

    /** How often a batch was told to take long. */
    public static final String SLOW = "holdfast.projection.slow";

    /** How old the first event is that isn't handled, in seconds; gauge. */
    public static final String LAG = "holdfast.projection.lag";

    /** How many positions lie before it; gauge. */
    public static final String BEHIND = "holdfast.projection.behind";

    /** How many streams are parked now; gauge. */
    public static final String PARKED_STREAMS = "holdfast.projection.parked.streams";

    /** 1 where a process runs it without failing, or each append does; else 0; gauge. */
    public static final String RUNNING = "holdfast.projection.running";

    private static final Set<ProjectionStatus.State> GOING =
            Set.of(ProjectionStatus.State.RUNNING, ProjectionStatus.State.CATCHING_UP, ProjectionStatus.State.INLINE);

    private final MeterRegistry registry;

    /** With a registry, which stays yours to close. */
    public MicrometerProjections(MeterRegistry registry) {
        this.registry = Required.given("MicrometerProjections", registry);
    }

    @Override
    public void handled(String projection, int partition, int events, Duration took) {
        Timer.builder(BATCHES)
                .description("How long committed batches of projections took")
                .tags(tags(projection))
                .register(registry)
                .record(took);
        counter(EVENTS, "How many events projections handled", projection).increment(events);
    }

    @Override
    public void parked(ParkedStream stream) {
        counter(PARKED, "How often streams were parked", stream.projection()).increment();
    }

    @Override
    public void unparked(ParkedStream stream) {
        counter(UNPARKED, "How often parked streams caught up", stream.projection())
                .increment();
    }

    @Override
    public void failed(String projection, int partition, Throwable error) {
        counter(FAILURES, "How often a partition couldn't go on", projection).increment();
    }

    @Override
    public void slow(String projection, int partition, Duration since) {
        counter(SLOW, "How often a batch took long", projection).increment();
    }

    /**
     * Registers the gauges {@value #LAG}, {@value #BEHIND}, {@value #PARKED_STREAMS} and {@value #RUNNING}, with the tags {@code projection}, {@code
     * version} and {@code partition}. They show what {@code projections.status()} told when {@link Gauges#refresh} was called last: call it from a
     * schedule of yours, every ten seconds for example; one query each time, and in one process of several, since all would tell the same.
     */
    public Gauges gauges(Projections projections) {
        return new Gauges(registry, Required.given("gauges", projections));
    }

    private Counter counter(String name, String description, String projection) {
        return Counter.builder(name)
                .description(description)
                .tags(tags(projection))
                .register(registry);
    }

    private static Tags tags(String projection) {
        return Tags.of("projection", projection);
    }

    /** Gauges of all projections that the database knows. Thread-safe. */
    public static final class Gauges {

        private final Projections projections;
        private final MultiGauge lag;
        private final MultiGauge behind;
        private final MultiGauge parked;
        private final MultiGauge running;

        private Gauges(MeterRegistry registry, Projections projections) {
            this.projections = projections;
            this.lag = MultiGauge.builder(LAG)
                    .description("How old the first event is that isn't handled")
                    .baseUnit("seconds")
                    .register(registry);
            this.behind = MultiGauge.builder(BEHIND)
                    .description("How many positions lie before it")
                    .register(registry);
            this.parked = MultiGauge.builder(PARKED_STREAMS)
                    .description("How many streams are parked")
                    .register(registry);
            this.running = MultiGauge.builder(RUNNING)
                    .description("1 where a process runs it without failing, or each append does")
                    .register(registry);
        }

        /** Asks for the status, and shows it until the next call; projections that aren't there any more go. */
        public void refresh() {
            List<ProjectionStatus> all = projections.status();
            show(lag, all, status -> status.lag().toMillis() / 1_000.0);
            show(behind, all, ProjectionStatus::behind);
            show(parked, all, ProjectionStatus::parkedStreams);
            show(running, all, status -> GOING.contains(status.state()) ? 1 : 0);
        }

        private static void show(
                MultiGauge gauge, List<ProjectionStatus> all, ToDoubleFunction<ProjectionStatus> value) {
            gauge.register(
                    all.stream()
                            .<MultiGauge.Row<?>>map(status -> MultiGauge.Row.of(
                                    tags(status.projection())
                                            .and("version", String.valueOf(status.version()))
                                            .and("partition", String.valueOf(status.partition())),
                                    value.applyAsDouble(status)))
                            .toList(),
                    true);
        }
    }
}
