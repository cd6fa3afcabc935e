package dev.holdfast.benchmarks.event;

import static dev.holdfast.benchmarks.database.Articles.ARTICLES;
import static dev.holdfast.event.StreamId.stream;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.TenantScope;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.Role;
import java.util.List;

/** Events by Holdfast, as an application writes and reads them. */
final class HoldfastEvents implements EventStoring {

    static final String SNAPSHOT = "balance";

    private static final int PAGE = 100;

    /** More than any stream has, so that nobody who only loads would store one. */
    private static final Aggregate<Void, Balance, LedgerEvent> WITH_SNAPSHOTS =
            Ledger.ACCOUNT.snapshots(Snapshots.every(1_000_000, SNAPSHOT, Balance.class));

    private final AutoCloseable pool;
    private final TenantScope tenant;

    HoldfastEvents(BenchmarkDatabase database) {
        this(database, BenchmarkDatabase.TENANT);
    }

    /** Of another tenant than the benchmarks' own. */
    HoldfastEvents(BenchmarkDatabase database, long tenant) {
        this(database.pool(Role.APPLICATION), Ledger.SETTINGS, tenant);
    }

    HoldfastEvents(HikariDataSource pool, EventSettings settings) {
        this(pool, settings, BenchmarkDatabase.TENANT);
    }

    private HoldfastEvents(HikariDataSource pool, EventSettings settings, long tenant) {
        this(
                pool,
                JdbiHoldfast.builder(pool)
                        .schema(ARTICLES)
                        .json(Ledger.JSON)
                        .events(settings)
                        .build()
                        .tenant(tenant));
    }

    private HoldfastEvents(AutoCloseable pool, TenantScope tenant) {
        this.pool = pool;
        this.tenant = tenant;
    }

    /** The same for another thread, over the same Holdfast and its connections, which stay open when this is closed. */
    HoldfastEvents shared() {
        return new HoldfastEvents(() -> {}, tenant);
    }

    @Override
    public List<String> tables() {
        return List.of("holdfast.streams", "holdfast.events", "holdfast.snapshots");
    }

    /** The changelog did. */
    @Override
    public void create(EventTables as) {}

    @Override
    public String filling(EventFill fill) {
        return "insert into holdfast.streams (tenant_id, category, stream_id, version) select tenant, '"
                + Ledger.CATEGORY
                + "', number::text, " + fill.versions() + " from " + fill.streamRows() + " n;"
                + " insert into holdfast.events (tenant_id, category, position, stream_no, version, recorded_at, event_id,"
                + " schema_version, personal, type, data, metadata)"
                + " select n.tenant, '" + Ledger.CATEGORY
                + "', nextval('holdfast.event_positions'), s.stream_no, n.version, clock_timestamp(), n.id, 1,"
                + " false, " + Ledger.typeSql("n.version") + ", " + Ledger.jsonSql("n.version") + ", '{}' from "
                + fill.rows()
                + " n join (select tenant_id, stream_no, stream_id::bigint as number from holdfast.streams"
                + " where category = '" + Ledger.CATEGORY + "') s on s.tenant_id = n.tenant and s.number = n.number"
                + " order by n.id";
    }

    @Override
    public String reading() {
        return "select e.version, e.type, e.data from holdfast.events e join holdfast.streams s using (tenant_id, stream_no)"
                + " where s.tenant_id = " + BenchmarkDatabase.TENANT + " and s.category = '" + Ledger.CATEGORY
                + "' and s.stream_id = ?::bigint::text order by e.version";
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) {
        try {
            tenant.events().appendAll(stream(Ledger.CATEGORY, stream), ExpectedVersion.exactly(version), events);
            return version;
        } catch (VersionConflictException conflict) {
            return conflict.actual().orElseThrow();
        }
    }

    /** Behind whatever is there. */
    long appendAny(long stream, List<LedgerEvent> events) {
        return tenant.events()
                .appendAll(stream(Ledger.CATEGORY, stream), ExpectedVersion.any(), events)
                .lastVersion();
    }

    List<RecordedEvent<LedgerEvent>> read(long stream) {
        return tenant.events()
                .read(stream(Ledger.CATEGORY, stream), LedgerEvent.class)
                .list();
    }

    /** The first page of all of the tenant's events. */
    List<RecordedEvent<LedgerEvent>> page() {
        return tenant.events()
                .readAll(Checkpoint.START, LedgerEvent.class)
                .page(PAGE)
                .events();
    }

    /** The first page of the tenant's streams. */
    List<StreamInfo> streams() {
        return tenant.events().streams(Ledger.CATEGORY).page(PAGE);
    }

    /** The state by all events. */
    Balance fold(long stream) {
        return tenant.events().repository(Ledger.ACCOUNT).load(stream).state();
    }

    /** The state by the snapshot and what is behind it. */
    Balance load(long stream) {
        return tenant.events().repository(WITH_SNAPSHOTS).load(stream).state();
    }

    @Override
    public void close() {
        try {
            pool.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
