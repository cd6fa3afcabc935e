package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the functions of projections do, in bare SQL. */
class ProjectionsTest extends ProjectionFixture {
    private static final String STATE = "55000";
    private static final String UNKNOWN = "42704";

    private String held(String node) {
        return across.one("select count(*) from holdfast.held_projections('" + node + "')");
    }

    private void expire() {
        superuser.run(
                "update holdfast.projection_partitions set leased_until = clock_timestamp() - interval '1 second'");
    }

    @Test
    @DisplayName(
            "EV-53 processes share the partitions; who lets a lease run out loses them with all that was under way")
    void leases() {
        assertThat(across.one(lease("a", "p", 1, 4))).isEqualTo("4");
        assertThat(held("a")).isEqualTo("4");
        assertThat(across.one(lease("b", "p", 1, 4))).isEqualTo("2");
        assertThat(held("b")).isEqualTo("0");
        assertThat(across.one(lease("a", "p", 1, 4))).isEqualTo("2");
        across.rows("select holdfast.release_projections('a', array['" + token("a", 2) + "', '" + token("a", 3)
                + "']::uuid[])");
        across.rows(lease("b", "p", 1, 4));
        assertThat(held("a")).isEqualTo("2");
        assertThat(held("b")).isEqualTo("2");

        String frozen = token("a", 0);
        expire();
        superuser.run(
                "update holdfast.projection_nodes set alive_until = clock_timestamp() - interval '1 second' where node = 'a'");
        across.rows(lease("b", "p", 1, 4));
        assertThat(held("b")).isEqualTo("4");
        assertThat(held("a")).isEqualTo("0");
        assertThat(app.refused(advance("p", 0, frozen, "c0", "c5")).sqlState()).isEqualTo(LOST);
        assertThat(across.one("select epoch from holdfast.projection_status where partition = 0"))
                .isEqualTo("2");
        app.rows(advance("p", 0, token("b", 0), "c0", "c5"));
    }

    @Test
    @DisplayName("how fast a partition goes on is measured once a second, and not over a time in which it stood still")
    void rates() {
        across.rows(lease("a", "p", 1, 1));
        String token = token("a", 0);
        app.rows(advance("p", 0, token, "c0", "c100"));
        assertThat(across.one("select rate from holdfast.projection_status")).isEqualTo("null");
        superuser.run("update holdfast.projection_partitions set rated_at = clock_timestamp() - interval '4 seconds'");
        app.rows(advance("p", 0, token, "c100", "c4000"));
        String rate = across.one("select rate from holdfast.projection_status");
        assertThat(Double.parseDouble(rate)).isBetween(400.0, 1_000.0);
        app.rows(advance("p", 0, token, "c4000", "c4001"));
        assertThat(across.one("select rate from holdfast.projection_status")).isEqualTo(rate);
        superuser.run("update holdfast.projection_partitions set rated_at = clock_timestamp() - interval '40 seconds'");
        app.rows(advance("p", 0, token, "c4001", "c4002"));
        assertThat(across.one("select rate from holdfast.projection_status")).isEqualTo("null");
    }

    @Test
    @DisplayName(
            "EV-53 a process that runs other projections takes no share of these, and leaves none of them to nobody")
    void others() {
        across.rows(lease("mails", "m", 1, 1));
        String both = "select holdfast.lease_projections('%s', '{p,q}', '{1,1}', '{1,1}', '30 seconds')";
        assertThat(across.one(both.formatted("a"))).isEqualTo("2");
        assertThat(held("a")).isEqualTo("2");
        assertThat(across.one(lease("old", "p", 1, 1))).isEqualTo("1");
        assertThat(across.one(both.formatted("b"))).isEqualTo("1");
        assertThat(across.one(both.formatted("a"))).isEqualTo("1");
    }

    @Test
    @DisplayName(
            "EV-53 a process that comes back after its lease goes on where nobody has taken it, and by the same token")
    void lateButAlone() {
        across.rows(lease("a", "p", 1, 1));
        String token = token("a", 0);
        expire();
        assertThat(across.one("select state from holdfast.projection_status")).isEqualTo("unowned");
        across.rows(lease("a", "p", 1, 1));
        assertThat(token("a", 0)).isEqualTo(token);
        assertThat(across.one("select state from holdfast.projection_status")).isEqualTo("running");
    }

    @Test
    @DisplayName("another number of partitions in a version is refused, with what to do")
    void otherCount() {
        across.rows(lease("a", "p", 1, 4));
        Session.Refusal refusal = across.refused(lease("b", "p", 1, 5));
        assertThat(refusal.sqlState()).isEqualTo("HF020");
        assertThat(refusal.message()).contains("has 4 partitions in version 1", "another version");
        assertThat(held("b")).isEqualTo("0");
    }

    @Test
    @DisplayName("versions that begin at the same moment in several processes are all made, and one of them is read")
    void bornTogether() throws Exception {
        int nodes = 4;
        ExecutorService pool = Executors.newFixedThreadPool(nodes);
        try {
            for (int round = 0; round < 15; round++) {
                String projection = "r" + round;
                CyclicBarrier together = new CyclicBarrier(nodes);
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < nodes; i++) {
                    int node = i;
                    all.add(pool.submit(() -> {
                        try (Session session = database.across()) {
                            together.await(30, TimeUnit.SECONDS);
                            session.rows(lease("n" + node, projection, node + 1, 2));
                        }
                        return null;
                    }));
                }
                for (Future<?> each : all) {
                    each.get(60, TimeUnit.SECONDS);
                }
                assertThat(across.rows(
                                "select count(*), count(*) filter (where serving) from holdfast.projection_status"
                                        + " where projection = '" + projection + "'"))
                        .containsExactly("8|2");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @DisplayName("EV-54 pausing undoes what is under way, in all versions; for one tenant, too, whose place stays")
    void pause() {
        across.rows(lease("a", "p", 1, 2));
        String before = token("a", 1);
        across.rows("select holdfast.pause_projection('p')");
        assertThat(app.refused(advance("p", 1, before, "c0", "c5")).sqlState()).isEqualTo(LOST);
        assertThat(across.rows("select distinct state from holdfast.projection_status"))
                .containsExactly("paused");
        across.rows("select holdfast.resume_projection('p')");
        before = token("a", 1);
        app.rows(advance("p", 1, before, "c0", "c5"));
        across.rows("select holdfast.pause_projection_of_tenant('p', 1)");
        assertThat(app.refused(advance("p", 1, before, "c5", "c6")).sqlState()).isEqualTo(LOST);
        String places = "select partition, position, checkpoint, paused from holdfast.projection_tenants order by 1";
        assertThat(app.rowsIn(1, places)).containsExactly("0|0|c0|t", "1|5|c5|t");
        app.rows(advance("p", 1, token("a", 1), "c5", "c6"));
        across.rows("select holdfast.pause_projection_of_tenant('p', 1)");
        across.rows("select holdfast.resume_projection_of_tenant('p', 1)");
        assertThat(app.rowsIn(1, places)).containsExactly("0|0|c0|f", "1|5|c5|f");
        for (String function : List.of("pause_projection", "resume_projection")) {
            assertThat(across.refused("select holdfast." + function + "('x')").sqlState())
                    .isEqualTo(UNKNOWN);
        }
        assertThat(across.refused("select holdfast.pause_projection_of_tenant('x', 1)")
                        .sqlState())
                .isEqualTo(UNKNOWN);
    }

    @Test
    @DisplayName("EV-56 another version is read once it is as far as the one before, with every tenant and stream")
    void serve() {
        across.rows(lease("a", "p", 1, 1));
        across.rows(lease("a", "p", 2, 2));
        assertThat(app.one("select holdfast.serving_version('p')")).isEqualTo("1");
        app.rows(advance(
                "p", 0, across.one("select token from holdfast.held_projections('a') where version = 1"), "c0", "c5"));
        assertThat(across.refused("select holdfast.serve_projection('p', 3)").sqlState())
                .isEqualTo(UNKNOWN);
        Session.Refusal refusal = across.refused("select holdfast.serve_projection('p', 2)");
        assertThat(refusal.sqlState()).isEqualTo(STATE);
        assertThat(refusal.message()).contains("is at 0", "at 5");
        superuser.run("update holdfast.projection_partitions set position = 5, checkpoint = 'c5' where version = 2");

        String place =
                "insert into holdfast.projection_tenants (tenant_id, projection, version, partition, position, checkpoint)"
                        + " values (7, 'p', %d, 0, %d, 'c3')";
        across.run(place.formatted(2, 3));
        refusal = across.refused("select holdfast.serve_projection('p', 2)");
        assertThat(refusal.sqlState()).isEqualTo(STATE);
        assertThat(refusal.message()).contains("tenants behind");
        across.run(place.formatted(1, 2));

        String parked = park(7, "p", "s", 4);
        across.run(parked.replace("'p', 1", "'p', 2"));
        refusal = across.refused("select holdfast.serve_projection('p', 2)");
        assertThat(refusal.sqlState()).isEqualTo(STATE);
        assertThat(refusal.message()).contains("has parked 1 streams");
        assertThat(app.one("select holdfast.serving_version('p')")).isEqualTo("1");
        across.run(parked);

        across.rows("select holdfast.serve_projection('p', 2)");
        assertThat(app.one("select holdfast.serving_version('p')")).isEqualTo("2");
        across.rows("select holdfast.serve_projection('p', 2)");
        assertThat(app.one("select holdfast.serving_version('p')")).isEqualTo("2");
    }

    @Test
    @DisplayName("a version is forgotten once it is neither read nor run")
    void drop() {
        across.rows(lease("a", "p", 1, 1));
        across.rows(lease("a", "p", 2, 1));
        app.runIn(3, park(3, "p", "s", 1));
        assertThat(across.refused("select holdfast.drop_projection('p', 1)").message())
                .contains("the one that is read");
        across.run(park(3, "p", "s", 1).replace("'p', 1", "'p', 2"));
        across.rows("select holdfast.serve_projection('p', 2)");
        assertThat(across.refused("select holdfast.drop_projection('p', 1)").message())
                .contains("is run by a");
        expire();
        across.rows("select holdfast.drop_projection('p', 1)");
        assertThat(across.rows("select version from holdfast.parked_streams")).containsExactly("2");
        across.rows("select holdfast.drop_projection('p', 2)");
        assertThat(superuser.rows("select from holdfast.parked_streams")).isEmpty();
        assertThat(across.refused("select holdfast.drop_projection('p', 2)").sqlState())
                .isEqualTo(UNKNOWN);
    }

    @Test
    @DisplayName("a checkpoint that moves leaves no dead entry in an index: updates stay on the page")
    void hot() throws InterruptedException {
        across.rows(lease("a", "p", 1, 4));
        for (int partition = 0; partition < 4; partition++) {
            String token = token("a", partition);
            app.run("do $$ begin for i in 1..1000 loop perform holdfast.advance_projection('p', 1, " + partition + ", '"
                    + token + "', 'c' || i - 1, 'c' || i); commit; end loop; end $$");
        }
        String updates = "select n_tup_upd >= 4000, n_tup_hot_upd::float / n_tup_upd > 0.9 from pg_stat_user_tables"
                + " where relid = 'holdfast.projection_partitions'::regclass and n_tup_upd > 0";
        app.close();
        List<String> told = superuser.rows(updates);
        for (int i = 0; i < 1000 && !told.equals(List.of("t|t")); i++) { // a backend tells its count when it ends
            Thread.sleep(10);
            told = superuser.rows(updates);
        }
        assertThat(told).containsExactly("t|t");
        assertThat(Long.parseLong(superuser.one("select pg_relation_size('holdfast.projection_partitions')")))
                .isLessThan(1 << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "uuid, 7F5C1F60-5C6B-4D0E-9A39-52D10A8A1F11, 00000000-0000-0000-0000-000000000000",
        "text, o''hara & söhne, ACME",
    })
    @DisplayName("tenants of type uuid and text: the functions, and the fence")
    void types(String type, String first, String second) {
        Database typed = Database.create().with("holdfast.tenantType", type).update(Database.HOLDFAST);
        try (Session app = typed.app();
                Session across = typed.across()) {
            across.rows(lease("a", "p", 1, 1));
            String sqlFirst = first.replace("''", "'").replace("'", "''");
            app.runIn(sqlFirst, park(sqlFirst, "p", "s", 1));
            across.rows("select holdfast.pause_projection_of_tenant('p', '" + sqlFirst + "')");
            app.rows(advance("p", 0, across.one("select token from holdfast.held_projections('a')"), "c0", "c5"));
            for (String table : List.of("parked_streams", "projection_tenants")) {
                assertThat(app.rowsIn(sqlFirst, "select 1 from holdfast." + table))
                        .hasSize(1);
                assertThat(app.rowsIn(second, "select 1 from holdfast." + table))
                        .isEmpty();
            }
            assertThat(app.refusedIn(second, park(sqlFirst, "p", "t", 1)).sqlState())
                    .isEqualTo(DENIED);
            String reached = "select position from holdfast.projection_reached('{p}', '%s', 3)";
            assertThat(app.rowsIn(sqlFirst, reached.formatted(sqlFirst))).containsExactly("0");
            assertThat(app.rowsIn(second, reached.formatted(second))).containsExactly("5");
            assertThat(app.rowsIn(second, reached.formatted(sqlFirst))).containsExactly("null");
            across.rows("select holdfast.resume_projection_of_tenant('p', '" + sqlFirst + "')");
            assertThat(across.rows("select paused from holdfast.projection_tenants"))
                    .containsExactly("f");
        }
        typed.rollbackAll(Database.HOLDFAST);
    }

    @Test
    @DisplayName("a dump is restored as it was, with rows, policies and functions that name each other")
    void dump() throws Exception {
        Optional<File> dump = BackdoorTest.pgDump();
        assumeThat(dump).as("a pg_dump that can read this server").isPresent();
        across.rows(lease("a", "p", 1, 2));
        app.runIn(1, park(1, "p", "s", 1));
        across.rows("select holdfast.pause_projection_of_tenant('p', 1)");
        File file = File.createTempFile("projections", ".sql");
        run(dump.get(), "--file=" + file, "--schema=holdfast", database.name());
        String restored = Cluster.unique("restored");
        superuser.run("create database " + restored + " owner " + Cluster.OWNER);
        run(
                new File(dump.get().getParentFile(), "psql"),
                "--set=ON_ERROR_STOP=1",
                "--quiet",
                "--file=" + file,
                restored);
        assertThat(file.delete()).isTrue();
        try (Session again = new Session(Cluster.connect(restored, Cluster.ACROSS));
                Session seen = new Session(Cluster.connect(restored, Cluster.APP))) {
            String status =
                    "select projection, version, partition, position, owner from holdfast.projection_status order by 3";
            assertThat(again.rows(status)).hasSize(2).isEqualTo(across.rows(status));
            String token = again.one("select token from holdfast.held_projections('a') where partition = 0");
            seen.rows(advance("p", 0, token, "c0", "c5"));
            assertThat(seen.rowsIn(1, "select position from holdfast.projection_reached('{p}', 1, 3)"))
                    .containsExactly("0");
            assertThat(seen.rowsIn(2, "select position from holdfast.projection_reached('{p}', 2, 3)"))
                    .containsExactly("0");
            assertThat(seen.rowsIn(2, "select 1 from holdfast.parked_streams")).isEmpty();
            assertThat(seen.refused("select * from holdfast.projection_partitions")
                            .sqlState())
                    .isEqualTo(DENIED);
        }
    }

    private static void run(File program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program.getPath(), "-h", "127.0.0.1", "-p", String.valueOf(Cluster.port()), "-U", Cluster.SUPERUSER));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
