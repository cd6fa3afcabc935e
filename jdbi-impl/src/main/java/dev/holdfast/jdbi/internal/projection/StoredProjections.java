package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamId;
import dev.holdfast.internal.Required;
import dev.holdfast.jdbi.internal.event.EventStore;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.ProjectionTimeoutException;
import dev.holdfast.projection.Projections;
import dev.holdfast.projection.RunningAnnouncements;
import dev.holdfast.projection.RunningProjections;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.projection.StreamParkedException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The projections of a Holdfast. Thread-safe. */
public final class StoredProjections implements Projections {

    private static final Set<String> REFUSALS = Set.of("42704", "55000", "55006");
    private static final String REACHED = "select * from holdfast.projection_reached(:names, :tenant, :wanted)";
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(250);

    private final ProjectionSettings settings;
    private final List<Outbox> outboxes;
    private final Scopes scopes;
    private final EventStore store;
    private final @Nullable DataSource notifications;
    private final Coordination coordination;
    private final Progress progress = new Progress();

    /**
     * For a Holdfast that has a data source for work across tenants, which is asked when it is needed.
     *
     * @param outboxes whose subscriptions are among the settings' projections
     * @param notifications gives the connection that hears of other processes' appends; null for none
     */
    public StoredProjections(
            ProjectionSettings settings,
            List<Outbox> outboxes,
            Scopes scopes,
            EventStore store,
            @Nullable DataSource notifications) {
        this.settings = settings;
        this.outboxes = List.copyOf(outboxes);
        this.scopes = scopes;
        this.store = store;
        this.notifications = notifications;
        this.coordination = coordination(RetryClock.REAL);
    }

    private Coordination coordination(RetryClock clock) {
        return new Coordination(() -> scopes.acrossTenants().apply("projections"), clock, settings.lease());
    }

    @Override
    public RunningProjections start() {
        return new ProjectionRuntime(settings, outboxes, coordination, scopes, store, progress, notifications).begin();
    }

    @Override
    public RunningAnnouncements announce() {
        return new Announcer(
                        store,
                        coordination,
                        new Told(settings.listener(), progress),
                        PartitionRuns.unique(settings.node()),
                        settings.shortestPoll())
                .begin();
    }

    @Override
    public SteppedProjections stepped(Clock clock, int batchSize) {
        RetryClock given = new RetryClock(Required.given("stepped", clock));
        return new SteppedRuns(
                settings.batchSize(batchSize), outboxes, coordination(given), scopes, store, progress, given);
    }

    @Override
    public List<ProjectionStatus> status() {
        return coordination.status();
    }

    @Override
    public void pause(String projection) {
        refusing(projection, () -> coordination.control("pause_projection", projection));
    }

    @Override
    public void resume(String projection) {
        refusing(projection, () -> coordination.control("resume_projection", projection));
    }

    @Override
    public void pause(String projection, Object tenantId) {
        refusing(projection, () -> coordination.control("pause_projection_of_tenant", projection, tenantId));
    }

    @Override
    public void resume(String projection, Object tenantId) {
        refusing(projection, () -> coordination.control("resume_projection_of_tenant", projection, tenantId));
    }

    @Override
    public void serve(String projection, int version) {
        settings.projections().stream()
                .filter(each -> each.isInline() && each.name().equals(projection) && each.version() == version)
                .forEach(coordination::declare);
        refusing(projection, () -> coordination.serve(projection, version));
    }

    @Override
    public void replay(String outbox, Position after) {
        Required.given("replay", after, "give the position behind which events are told again");
        refusing(outbox, () -> coordination.replay(outbox, after));
    }

    @Override
    public void drop(String projection, int version) {
        refusing(projection, () -> coordination.drop(projection, version));
    }

    private static void refusing(String projection, Runnable call) {
        Required.given("projection", projection);
        try {
            call.run();
        } catch (DatabaseException e) {
            if (REFUSALS.contains(e.sqlState())) {
                throw new InvalidValueException(
                        "The projection " + projection,
                        "can't do that: " + e.serverMessage(),
                        "ask projections().status() which there are, and how far they are");
            }
            throw e;
        }
    }

    @Override
    public List<ParkedStream> parked(String projection) {
        return coordination.parked(Required.given("parked", projection));
    }

    @Override
    public void unpark(ParkedStream stream) {
        if (!coordination.unpark(Required.given("unpark", stream))) {
            throw notParked(stream);
        }
    }

    @Override
    public int unpark(String projection) {
        return coordination.unpark(Required.given("unpark", projection));
    }

    @Override
    public void skip(ParkedStream stream, String reason) {
        if (Required.given("skip", reason, "say why").isBlank()) {
            throw new InvalidValueException("skip(…)", "has no reason", "say why the event may be left out");
        }
        if (!coordination.skip(Required.given("skip", stream))) {
            throw notParked(stream);
        }
        LoggerFactory.getLogger(Projections.class)
                .warn(
                        "The projection {} leaves out version {} of the stream {}: {}",
                        stream.projection(),
                        stream.version(),
                        stream.stream(),
                        reason);
    }

    private static InvalidValueException notParked(ParkedStream stream) {
        return new InvalidValueException(
                "The stream " + stream.stream() + " of tenant " + stream.tenantId(),
                "isn't parked at version " + stream.version() + " any more in " + stream.projection(),
                "ask projections().parked(…) again");
    }

    @Override
    public void await(Object tenantId, Position position, Duration timeout, String... projections) {
        if (Required.each("await", projections).length == 0) {
            throw new InvalidValueException("await(…)", "names no projection", "name those that the query reads");
        }
        List<String> names = List.of(projections);
        long until = System.nanoTime() + timeout.toNanos();
        long moves = progress.moves(names);
        Map<String, Position> missing = missing(tenantId, position, projections);
        if (missing.isEmpty()) {
            return;
        }
        try (Progress.Waiting waiting = progress.waiting()) {
            Duration pause = SHORTEST;
            while (!missing.isEmpty()) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    throw new ProjectionTimeoutException(position, missing, timeout);
                }
                try {
                    progress.await(names, moves, Duration.ofNanos(Math.min(left, pause.toNanos())));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ProjectionTimeoutException(position, missing, timeout);
                }
                long now = progress.moves(names);
                if (now == moves) {
                    pause = Pace.doubled(pause, LONGEST);
                }
                moves = now;
                missing = missing(tenantId, position, projections);
            }
        }
    }

    private Map<String, Position> missing(Object tenantId, Position wanted, String... names) {
        List<Reached> all = scopes.tenant().apply(tenantId).withHandle(handle -> handle.createQuery(REACHED)
                .bindArray("names", String.class, (Object[]) names)
                .bind("tenant", tenantId)
                .bind("wanted", wanted.value())
                .map((row, context) -> new Reached(
                        row.getString("projection"),
                        row.getObject("version") != null,
                        row.getLong("position"),
                        row.getString("parked_category"),
                        row.getString("parked_stream"),
                        row.getLong("parked_position")))
                .list());
        Map<String, Position> missing = new HashMap<>();
        for (Reached each : all) {
            if (!each.known()) {
                throw new InvalidValueException(
                        "The projection " + each.projection(),
                        "was never run on this database",
                        "start it, or name one that is there");
            }
            if (each.category() != null && each.stream() != null) {
                throw new StreamParkedException(
                        each.projection(),
                        new StreamId(each.category(), each.stream()),
                        wanted,
                        new Position(each.failedAt()));
            }
            if (each.position() < wanted.value()) {
                missing.put(each.projection(), new Position(each.position()));
            }
        }
        return missing;
    }

    private record Reached(
            String projection,
            boolean known,
            long position,
            @Nullable String category,
            @Nullable String stream,
            long failedAt) {}
}
