package dev.holdfast.benchmarks.projection;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Migration;
import dev.holdfast.benchmarks.database.Superuser;
import dev.holdfast.event.Position;
import dev.holdfast.testkit.Role;
import java.sql.SQLException;

/** Makes, fills and looks into what projections read and write, as a superuser. Used by one thread. */
final class SalesTables implements AutoCloseable {

    static final String CATEGORY = "till";
    static final int TENANTS = 2;
    static final int ARTICLES = 500;
    static final String NOTE = "a receipt of some length, as such notes tend to be, printed on the day it was due";

    /** Of a stream. */
    private static final int VERSIONS = 20;

    private static final String COUNTED =
            "select tenant_id, data::json ->> 'article', count(*), sum((data::json ->> 'cents')::bigint)::bigint"
                    + " from holdfast.events where category = '" + CATEGORY + "' group by 1, 2";

    private final BenchmarkDatabase database;
    private final Superuser unbound;

    SalesTables(BenchmarkDatabase database) {
        this.database = database;
        this.unbound = database.superuser();
    }

    /** Makes read models unless they are there. */
    void create(String... tables) throws Exception {
        if (unbound.number("select count(*) from pg_tables where tablename = '" + tables[0] + "'") == 0) {
            try (HikariDataSource owner = database.pool(Role.OWNER)) {
                Migration.run(owner, tables[0], Sales.schema(tables));
            }
        }
    }

    /** Stores so many events and no others: those of a stream lie scattered among all of them, and so do those of an article. */
    void fill(int events) throws SQLException {
        int streams = Math.max(TENANTS, events / VERSIONS);
        unbound.run(
                // truncating is refused while triggers fire
                "set session_replication_role = replica; truncate holdfast.streams, holdfast.events, holdfast.snapshots;"
                        + " reset session_replication_role",
                "insert into holdfast.streams (tenant_id, category, stream_id, version)"
                        + " select 1 + n % " + TENANTS + ", '" + CATEGORY + "', n::text, count(*)"
                        + " from (select e % " + streams + " as n from generate_series(0, " + (events - 1)
                        + ") e) e group by n",
                "insert into holdfast.events (tenant_id, category, position, stream_no, version, recorded_at, event_id,"
                        + " schema_version, personal, type, data, metadata)"
                        + " select s.tenant_id, s.category, nextval('holdfast.event_positions'), s.stream_no, 1 + e / "
                        + streams
                        + ", clock_timestamp(), ('01900000-0000-7000-8000-' || lpad(to_hex(e), 12, '0'))::uuid, 1, false, 'sold',"
                        + " json_build_object('article', 'article-' || abs(hashint4(e)::bigint) % " + ARTICLES
                        + ", 'cents', e % 1000,"
                        + " 'note', '" + NOTE + "'), '{}'"
                        + " from generate_series(0, " + (events - 1) + ") e"
                        + " join holdfast.streams s on s.stream_id = (e % " + streams + ")::text order by e",
                "vacuum (analyze) holdfast.streams",
                "vacuum (analyze) holdfast.events",
                "checkpoint");
    }

    /** That of the last event. */
    Position last() throws SQLException {
        return new Position(unbound.number("select max(position) from holdfast.events"));
    }

    /** As if a projection had never run: it begins with the first event. */
    void setBack(Way way) throws SQLException {
        unbound.run(
                "truncate " + way.table(),
                "update holdfast.projection_partitions set checkpoint = 'c0', position = 0 where projection = '"
                        + way.projectionName() + "'");
    }

    /** Refuses a read model that says something else than the events. */
    void check(String table) throws SQLException {
        long wrong = unbound.number(
                "with counted as (" + COUNTED + "), made as (select tenant_id, article, sales, cents from "
                        + table + ") select (select count(*) from ((table counted except table made) union all"
                        + " (table made except table counted)) d) + (select (count(*) = 0)::int from made)");
        if (wrong != 0) {
            throw new IllegalStateException(table + " doesn't say what the events do: " + wrong + " rows differ");
        }
    }

    void run(String... commands) throws SQLException {
        unbound.run(commands);
    }

    long number(String query) throws SQLException {
        return unbound.number(query);
    }

    @Override
    public void close() {
        unbound.close();
    }
}
