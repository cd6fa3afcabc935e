package dev.holdfast.jdbi.internal.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.attack.RowsRead;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.projection.Counting;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many rows each statement of projections reads, as the role that sends it, where 20 projections of 16 partitions have
 * 2,000 tenants with places of their own, and 12,000 parked streams, 5,000 of them of one tenant.
 */
@PostgresTest(template = Counting.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectionPlansTest {

    private static final String READ = "select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)"
            + " from pg_stat_xact_user_tables where schemaname = 'holdfast'";
    /** All partitions of all projections, three times over: a table that is never large is read as a whole. */
    private static final int SMALL = 3 * (20 + 320) + 20;

    private static final String REACHED =
            "select * from holdfast.projection_reached('{p1,p2}', %d, (select max(position) from holdfast.events where tenant_id = %d))";

    private final TestDatabase database;

    ProjectionPlansTest(TestDatabase database) {
        this.database = database;
    }

    /** A statement, who sends it, and how many rows it may read. */
    private record Case(String mode, boolean across, String name, String sql, int rows) {

        @Override
        public String toString() {
            return name + ", " + mode;
        }
    }

    @BeforeAll
    void fill() {
        Sql.run(database.superuserDataSource(), """
                set session_replication_role = replica;
                insert into holdfast.projections (projection, version, partitions, serving)
                    select 'p' || n, 1, 16, true from generate_series(1, 20) n;
                insert into holdfast.projection_partitions (projection, version, partition, owner, token, leased_until, position)
                    select 'p' || n, 1, i, 'node-' || (n % 4), gen_random_uuid(), now() + interval '1 day', 1000000
                    from generate_series(1, 20) n, generate_series(0, 15) i;
                insert into holdfast.projection_tenants (tenant_id, projection, version, partition, position, checkpoint)
                    select t, 'p1', 1, t % 16, 5, 'c0' from generate_series(1000, 2999) t;
                insert into holdfast.streams (tenant_id, category, stream_id, version)
                    select case when n <= 5000 then 1 else 1000 + n % 700 end, 'article', 's' || n, 1 from generate_series(1, 12000) n;
                insert into holdfast.events (position, stream_no, version, recorded_at, event_id, schema_version, personal, tenant_id,
                        category, type, data, metadata)
                    select nextval('holdfast.event_positions'), stream_no, 1, now(), gen_random_uuid(), 1, false, tenant_id, category,
                        'x', '{}', '{}' from holdfast.streams order by stream_no;
                insert into holdfast.parked_streams (tenant_id, projection, version, partition, category, stream_id, stream_version,
                        position, type, error, retry_at)
                    select s.tenant_id, 'p1', 1, s.stream_no % 16, s.category, s.stream_id, 1, e.position, 'x', 'error',
                        case when s.stream_no % 1000 = 0 then now() else now() + interval '1 day' end
                    from holdfast.streams s join holdfast.events e using (tenant_id, stream_no)
                """);
        Sql.run(
                database.superuserDataSource(),
                "analyze holdfast.projections; analyze holdfast.projection_partitions; analyze holdfast.projection_tenants;"
                        + " analyze holdfast.parked_streams; analyze holdfast.streams; analyze holdfast.events");
    }

    static Stream<Case> cases() {
        String node = "'node-2'"; // has p2, p6, p10, p14 and p18; p1, with all that waits, is node-1's
        return RowsRead.MODES.stream()
                .flatMap(mode -> Stream.of(
                        new Case(mode, false, "reached, large tenant", REACHED.formatted(1, 1), SMALL),
                        new Case(mode, false, "reached, small tenant", REACHED.formatted(1005, 1005), SMALL),
                        new Case(mode, false, "reached, unknown tenant", REACHED.formatted(7, 7), SMALL),
                        new Case(mode, false, "serving version", "select holdfast.serving_version('p1')", 3),
                        new Case(
                                mode,
                                false,
                                "advance",
                                "select holdfast.advance_projection('p7', 1, 3, token, 'c0', 'c0') from (select '%TOKEN%'::uuid as token) t",
                                12),
                        new Case(mode, true, "held", Coordination.HELD.replace(":node", node), 500),
                        new Case(mode, true, "places", Coordination.PLACES.replace(":node", node), 500),
                        new Case(mode, true, "parked here", Coordination.PARKED_HERE.replace(":node", node), 500),
                        new Case(mode, true, "status", Coordination.STATUS, 16_000),
                        new Case(
                                mode,
                                true,
                                "report",
                                "select holdfast.report_projection('%TOKEN%', null, '1 second', false)",
                                330)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("EV-59 no statement of projections reads more rows than it needs, however much is parked or behind")
    void rowsRead(Case wanted) throws SQLException {
        DataSource source = wanted.across() ? database.acrossTenantsDataSource() : database.applicationDataSource();
        String token = Sql.column(
                        database.superuserDataSource(),
                        "select token from holdfast.projection_partitions where projection = 'p7' and partition = 3")
                .get(0);
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            if (!wanted.across()) {
                String tenant = wanted.sql().replaceFirst("(?s).*\\{p1,p2\\}', ([0-9]+).*", "$1");
                Sql.run(connection, "set local holdfast.tenant_id = '" + (tenant.length() > 9 ? "1" : tenant) + "'");
            }
            Sql.run(connection, "set local plan_cache_mode = " + wanted.mode());
            for (int i = 0; i < (wanted.mode().equals("auto") ? 7 : 1); i++) {
                long before = read(connection);
                List<?> rows = Sql.column(connection, wanted.sql().replace("%TOKEN%", token));
                assertThat(read(connection) - before)
                        .as(wanted + ", " + rows.size() + " rows")
                        .isLessThanOrEqualTo(wanted.rows());
            }
            connection.rollback();
        }
    }

    private static long read(Connection connection) throws SQLException {
        return Long.parseLong(String.valueOf(Sql.column(connection, READ).get(0)));
    }
}
