package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Position;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.JdbiAcrossTenants;
import dev.holdfast.outbox.Outbox;
import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionStatus;
import dev.holdfast.projection.Projections;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What processes tell each other through the database, by the role for work across tenants. Thread-safe. */
final class Coordination {

    private static final String LEASE =
            "select holdfast.lease_projections(:node, :names, :versions, :counts, make_interval(secs => :lease))";
    static final String HELD = "select * from holdfast.held_projections(:node)";
    /** Looks up what waits in each of them: of others, any number may. */
    private static final String HERE = """
            from holdfast.held_projections(:node) h
            cross join lateral (
                select * from holdfast.%s w
                where w.projection = h.projection and w.version = h.version and w.partition = h.partition offset 0) s
            """;

    static final String PLACES = "select s.projection, s.version, s.partition, s.tenant_id, s.checkpoint, s.paused "
            + HERE.formatted("projection_tenants");
    private static final String PARKED_COLUMNS = """
            select s.projection, s.version, s.partition, s.tenant_id, s.category, s.stream_id, s.stream_version, s.position,
                s.type, s.error, s.attempts, s.parked_at, s.retry_at, s.retry_at <= clock_timestamp() as due
            """;
    static final String PARKED_HERE = PARKED_COLUMNS + HERE.formatted("parked_streams");
    private static final String PARKED = PARKED_COLUMNS
            + "from holdfast.parked_streams s where s.projection = :projection order by s.parked_at, s.position limit 10000";
    static final String STATUS = """
            select p.*, case p.state when 'inline' then l.position else p.position end as reached,
                case p.state when 'inline' then 0 else greatest(0, l.position - p.position) end as behind,
                coalesce((
                    select extract(epoch from clock_timestamp() - e.recorded_at)
                    from holdfast.events e
                    where p.state <> 'inline' and e.stream_no > 0 and e.position > p.position order by e.position limit 1), 0) as lag,
                (select count(*) from holdfast.parked_streams s
                    where s.projection = p.projection and s.version = p.version and s.partition = p.partition) as parked,
                (select count(*) from holdfast.projection_tenants t
                    where t.projection = p.projection and t.version = p.version and t.partition = p.partition) as behind_tenants
            from holdfast.projection_status p
            cross join (
                select split_part(substr(holdfast.checkpoint_at(9223372036854775807), 2), '.', 1)::bigint as position offset 0) l
            order by p.projection, p.version, p.partition
            """;

    private static final String LIMIT =
            "select set_config('idle_in_transaction_session_timeout', cast(:longest as text), true)";

    private static final Logger LOG = LoggerFactory.getLogger(Projections.class);

    private static final String OTHERWISE_DECLARED = "HF020";

    private final Supplier<JdbiAcrossTenants> across;

    private final RetryClock clock;
    private final Duration longestIdle;

    /** {@code longestIdle} is how long a transaction may be idle that keeps others waiting. */
    Coordination(Supplier<JdbiAcrossTenants> across, RetryClock clock, Duration longestIdle) {
        this.across = across;
        this.clock = clock;
        this.longestIdle = longestIdle;
    }

    private <R> R with(Function<Handle, R> work) {
        try {
            return across.get().withHandle(work::apply);
        } catch (DatabaseException e) {
            if (Set.of("42883", "42P01", "3F000").contains(e.sqlState())) {
                throw new SchemaException(
                        "The tables of projections aren't there, or are of another version: include"
                                + " dev/holdfast/liquibase/changelog.xml in your changelog, and migrate",
                        e);
            }
            if (OTHERWISE_DECLARED.equals(e.sqlState())) {
                throw new SchemaException(String.valueOf(e.serverMessage()), e);
            }
            throw e;
        }
    }

    /**
     * What locks rows that others wait for, or pass by. A process that is frozen behind it, before its commit, would keep them for as long:
     * PostgreSQL ends its transaction, as it ends a frozen batch's.
     */
    private <R> R writing(Function<Handle, R> work) {
        return with(handle -> {
            handle.createQuery(LIMIT)
                    .bind("longest", longestIdle.toMillis())
                    .mapTo(String.class)
                    .one();
            return work.apply(handle);
        });
    }

    /** A sign of life; tells how many partitions are to be this process's. */
    int lease(String node, List<Projection> projections, Duration lease) {
        return writing(handle -> handle.createQuery(LEASE)
                .bind("node", node)
                .bindArray(
                        "names",
                        String.class,
                        projections.stream().map(Projection::name).toList())
                .bindArray(
                        "versions",
                        Integer.class,
                        projections.stream().map(Projection::version).toList())
                .bindArray(
                        "counts",
                        Integer.class,
                        projections.stream().map(Projection::partitions).toList())
                .bind("lease", lease.toMillis() / 1000.0)
                .mapTo(Integer.class)
                .one());
    }

    /** Makes an outbox known; a new version goes on where the one before is. */
    void declare(Outbox outbox) {
        call("select holdfast.declare_outbox(:outbox, :version, :partitions)", query -> query.bind(
                        "outbox", outbox.name())
                .bind("version", outbox.version())
                .bind("partitions", outbox.subscription().partitions()));
    }

    /** Makes an inline projection known; in force where there is nothing that it would have to catch up with. */
    void declare(Projection inline) {
        call("select holdfast.declare_inline(:projection, :version)", query -> query.bind("projection", inline.name())
                .bind("version", inline.version()));
    }

    void replay(String outbox, Position after) {
        call("select holdfast.replay_outbox(:outbox, :after)", query -> query.bind("outbox", outbox)
                .bind("after", after.value()));
    }

    /** What is this process's, and what waits there. */
    List<Held> held(String node) {
        return with(handle -> {
            // first, so that a pause between this and the rest has changed the token, and nothing is made of a mixture
            List<Held> tokens = handle.createQuery(HELD)
                    .bind("node", node)
                    .map((row, context) -> held(row))
                    .list();
            Map<PartitionId, List<TenantPlace>> places = handle.createQuery(PLACES)
                    .bind("node", node)
                    .map((row, context) -> Map.entry(id(row), place(row)))
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            Set<Map.Entry<PartitionId, StreamKey>> due = new HashSet<>();
            Map<PartitionId, List<ParkedStream>> parked =
                    handle
                            .createQuery(PARKED_HERE)
                            .bind("node", node)
                            .map((row, context) -> readable(row, due))
                            .stream()
                            .flatMap(Optional::stream)
                            .collect(Collectors.groupingBy(
                                    Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
            return tokens.stream().map(each -> each.with(places, parked, due)).toList();
        });
    }

    /** The application's role writes these, and may write what is none: that stops its tenant, and nobody else. */
    private static TenantPlace place(ResultSet row) throws SQLException {
        Object tenant = row.getObject("tenant_id");
        try {
            return new TenantPlace(tenant, Checkpoint.parse(row.getString("checkpoint")), row.getBoolean("paused"));
        } catch (InvalidValueException none) {
            LOG.warn("{}: the place of tenant {} has no checkpoint, so the tenant stands still there", id(row), tenant);
            return new TenantPlace(tenant, Checkpoint.START, true);
        }
    }

    /** What is parked; added to {@code due} where its time has come. */
    private Optional<Map.Entry<PartitionId, ParkedStream>> readable(
            ResultSet row, Set<Map.Entry<PartitionId, StreamKey>> due) throws SQLException {
        try {
            Map.Entry<PartitionId, ParkedStream> parked = Map.entry(id(row), parked(row));
            if (clock.isDue(parked.getValue().retryAt(), row.getBoolean("due"))) {
                due.add(Map.entry(parked.getKey(), key(parked.getValue())));
            }
            return Optional.of(parked);
        } catch (InvalidValueException none) {
            LOG.warn(
                    "{}: a parked stream of tenant {} has no name or position, and is no stream",
                    id(row),
                    row.getObject("tenant_id"));
            return Optional.empty();
        }
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(
                id(row),
                row.getObject("token", UUID.class),
                Checkpoint.parse(row.getString("checkpoint")),
                row.getBoolean("stopped"),
                List.of(),
                List.of(),
                Set.of());
    }

    static StreamKey key(ParkedStream stream) {
        return new StreamKey(stream.tenantId(), stream.stream());
    }

    private static PartitionId id(ResultSet row) throws SQLException {
        return new PartitionId(row.getString("projection"), row.getInt("version"), row.getInt("partition"));
    }

    private static ParkedStream parked(ResultSet row) throws SQLException {
        PartitionId id = id(row);
        return new ParkedStream(
                id.projection(),
                id.version(),
                id.partition(),
                row.getObject("tenant_id"),
                new StreamId(row.getString("category"), row.getString("stream_id")),
                row.getLong("stream_version"),
                new Position(row.getLong("position")),
                row.getString("type"),
                row.getString("error"),
                row.getInt("attempts"),
                row.getObject("parked_at", OffsetDateTime.class).toInstant(),
                instant(row, "retry_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Tells processes that listen of events, in a transaction of its own. */
    void announce(String by) {
        with(handle -> handle.createQuery("select pg_notify('" + Listening.CHANNEL + "', :by)")
                .bind("by", by)
                .mapTo(String.class)
                .findFirst());
    }

    /** Gives a partition back. */
    void release(String node, UUID token) {
        call("select holdfast.release_projections(:node, array[:token])", query -> query.bind("node", node)
                .bind("token", token));
    }

    /** Gives all partitions of this process back. */
    void release(String node) {
        call("select holdfast.release_projections(:node)", query -> query.bind("node", node));
    }

    /**
     * Tells what stops a partition, or how long its handlers have been running.
     *
     * @param failure null where nothing does
     * @param running null where it isn't long
     */
    void report(UUID token, @Nullable String failure, @Nullable Duration running, boolean mismatch) {
        call(
                "select holdfast.report_projection(:token, :failure, make_interval(secs => :running), :mismatch)",
                query -> query.bind("token", token)
                        .bind("failure", failure)
                        .bind("running", running == null ? null : running.toMillis() / 1000.0)
                        .bind("mismatch", mismatch));
    }

    void control(String function, String projection) {
        call("select holdfast." + function + "(:projection)", query -> query.bind("projection", projection));
    }

    void control(String function, String projection, Object tenantId) {
        call("select holdfast." + function + "(:projection, :tenant)", query -> query.bind("projection", projection)
                .bind("tenant", tenantId));
    }

    void drop(String projection, int version) {
        call("select holdfast.drop_projection(:projection, :version)", query -> query.bind("projection", projection)
                .bind("version", version));
    }

    void serve(String projection, int version) {
        call("select holdfast.serve_projection(:projection, :version)", query -> query.bind("projection", projection)
                .bind("version", version));
    }

    private void call(String sql, java.util.function.UnaryOperator<org.jdbi.v3.core.statement.Query> bind) {
        writing(handle ->
                bind.apply(handle.createQuery(sql)).mapTo(String.class).findFirst());
    }

    List<ParkedStream> parked(String projection) {
        return with(handle -> handle.createQuery(PARKED)
                .bind("projection", projection)
                .map((row, context) -> parked(row))
                .list());
    }

    int unpark(String projection) {
        return writing(handle -> handle.createQuery("select holdfast.unpark_stream(:projection)")
                .bind("projection", projection)
                .mapTo(Integer.class)
                .one());
    }

    boolean unpark(ParkedStream stream) {
        return 0
                < writing(handle -> handle.createUpdate("update holdfast.parked_streams s set retry_at = 'epoch'" + ONE)
                        .bindMethods(stream)
                        .bind("category", stream.stream().category())
                        .bind("id", stream.stream().id())
                        .execute());
    }

    /** Goes on behind the event at which a stream is parked, if it is still parked there. */
    boolean skip(ParkedStream stream) {
        return 0
                < writing(handle -> handle.createUpdate(
                                "update holdfast.parked_streams s set stream_version = s.stream_version + 1, position = s.position + 1,"
                                        + " attempts = 0, retry_at = 'epoch'" + ONE
                                        + " and s.stream_version = :streamVersion")
                        .bindMethods(stream)
                        .bind("streamVersion", stream.version())
                        .bind("category", stream.stream().category())
                        .bind("id", stream.stream().id())
                        .execute());
    }

    private static final String ONE = " where s.tenant_id = :tenantId and s.projection = :projection"
            + " and s.version = :projectionVersion and s.partition = :partition"
            + " and s.category = :category and s.stream_id = :id";

    List<ProjectionStatus> status() {
        return with(handle -> new ArrayList<>(
                handle.createQuery(STATUS).map((row, context) -> status(row)).list()));
    }

    private static ProjectionStatus status(ResultSet row) throws SQLException {
        PartitionId id = id(row);
        return new ProjectionStatus(
                id.projection(),
                id.version(),
                id.partition(),
                row.getBoolean("serving"),
                ProjectionStatus.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                new Position(row.getLong("reached")),
                row.getLong("behind"),
                row.getDouble("rate"),
                Duration.ofNanos(row.getBigDecimal("lag").movePointRight(9).longValue()),
                row.getString("owner"),
                instant(row, "leased_until"),
                instant(row, "busy_since"),
                row.getString("error"),
                row.getInt("failures"),
                row.getLong("parked"),
                row.getLong("behind_tenants"));
    }
}
