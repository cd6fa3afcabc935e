package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters that say how events are stored. */
class EventPartitionsTest {
    private static final String DENIED = "42501";

    private static Database partitioned() {
        return Database.create().with("holdfast.eventPartitions", "4").update(Database.HOLDFAST);
    }

    @Test
    @DisplayName("events in partitions by tenant: everything works, and a tenant's are read from one")
    void pruned() {
        Database database = partitioned();
        try (Session app = database.app();
                Session across = database.across()) {
            for (int tenant = 1; tenant <= 20; tenant++) {
                assertThat(app.rowsIn(tenant, EventFixture.event("a", 0, EventFixture.id(1))))
                        .containsExactly("1");
                assertThat(app.rowsIn(tenant, EventFixture.event("a", 0, EventFixture.id(1))))
                        .containsExactly("1");
            }
            assertThat(across.rows("select count(distinct tableoid) from holdfast.events"))
                    .containsExactly("4");
            // A prepared plan that serves every tenant leaves partitions out when it runs: by the parameter, and by the
            // policy.
            app.run("set plan_cache_mode = force_generic_plan; set enable_seqscan = off;"
                    + " prepare named (bigint) as select from holdfast.events where tenant_id = $1 and stream_no = 1;"
                    + " prepare fenced (bigint) as select from holdfast.events where stream_no = $1");
            assertThat(app.rowsIn(3, "explain (costs off) execute named (3)"))
                    .filteredOn(line -> line.contains("Subplans Removed: 3"))
                    .hasSize(1);
            assertThat(app.rowsIn(3, "explain (analyze, costs off) execute fenced (1)"))
                    .filteredOn(line -> line.contains("never executed"))
                    .hasSize(3);
            assertThat(app.rowsIn(3, "select outcome from holdfast.archive_stream('article', 'a', 1)"))
                    .containsExactly("done");
            app.rowsIn(4, "select holdfast.truncate_stream('article', 'a', 2)");
            assertThat(across.run("delete from holdfast.events where tenant_id = 4"))
                    .isOne();
            assertThat(across.refused("delete from holdfast.events where tenant_id = 5")
                            .sqlState())
                    .isEqualTo(DENIED);
        }
    }

    @Test
    @DisplayName(
            "EV-27 the partitions themselves are closed to both roles and to the owner, and fenced as their table is")
    void partitions() {
        Database database = partitioned();
        try (Session app = database.app();
                Session across = database.across();
                Session owner = database.owner();
                Session superuser = database.session(Cluster.SUPERUSER)) {
            app.rowsIn(1, EventFixture.event("a", 0));
            String partition = superuser.one("select tableoid::regclass from holdfast.events");
            for (String sql : List.of("select * from ", "delete from ", "truncate ")) {
                assertThat(app.refusedIn(1, sql + partition).sqlState()).isEqualTo(DENIED);
                assertThat(across.refused(sql + partition).sqlState()).isEqualTo(DENIED);
            }
            assertThat(owner.rowsIn(1, "select * from " + partition)).isEmpty();
            // A superuser is above the policies, and the triggers say no.
            for (String sql : List.of(
                    "update " + partition + " set data = '1'", "delete from " + partition, "truncate " + partition)) {
                assertThat(superuser.refused(sql).sqlState()).as(sql).isEqualTo(DENIED);
            }
            assertThat(superuser.rows("select relname from pg_class where relnamespace = 'holdfast'::regnamespace"
                            + " and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("partitions go up, down and up again")
    void upAndDown() {
        Database database = partitioned();
        database.rollbackAll(Database.HOLDFAST).update(Database.HOLDFAST);
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            assertThat(superuser.one("select count(*) from pg_inherits where inhparent = 'holdfast.events'::regclass"))
                    .isEqualTo("4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-2", "04", "10000", "x", "", "4.0"})
    @DisplayName("a number of partitions that there can't be is refused by name, before a table is created")
    void refused(String partitions) {
        Database database = Database.create().with("holdfast.eventPartitions", partitions);
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining("The parameter holdfast.eventPartitions is \"" + partitions
                        + "\"; it can be 0, for one table, or from 2 to 9999.");
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            assertThat(superuser.one("select to_regclass('holdfast.streams')")).isEqualTo("null");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytea", "JSON", "", "text"})
    @DisplayName("a type of data that isn't supported is refused by name")
    void refusedType(String type) {
        Database database = Database.create().with("holdfast.eventDataType", type);
        assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                .hasMessageContaining(
                        "The parameter holdfast.eventDataType is \"" + type + "\"; it can be jsonb or json.");
    }

    @Test
    @DisplayName("another number later is refused by name, every time, and set back all is well")
    void changed() {
        Database database = partitioned();
        for (String other : List.of("0", "8")) {
            database.with("holdfast.eventPartitions", other);
            for (int round = 0; round < 2; round++) {
                assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                        .hasMessageContaining("The parameter holdfast.eventPartitions is \"" + other
                                + "\", but holdfast.events was created with 4.");
            }
        }
        database.with("holdfast.eventPartitions", "4").update(Database.HOLDFAST);
        try (Session app = database.app()) {
            assertThat(app.rowsIn(1, EventFixture.event("a", 0))).containsExactly("1");
        }
    }

    @Test
    @DisplayName("data kept as json is the text that was given; another type later is refused by name")
    void json() {
        Database database =
                Database.create().with("holdfast.eventDataType", "json").update(Database.HOLDFAST);
        try (Session app = database.app()) {
            String text = "{\"b\":1.10,  \"a\":1}";
            app.rowsIn(1, Append.event().with("data", "array['" + text + "']").select("outcome"));
            app.rowsIn(1, "select holdfast.append_event('article', 'a', 1, 'Drafted', '" + text + "')");
            assertThat(app.rowsIn(1, "select data from holdfast.events")).containsExactly(text, text);
            app.rowsIn(1, "select holdfast.archive_stream('article', 'a', null)");
            assertThat(app.rowsIn(1, "select data from holdfast.archived_events"))
                    .containsExactly(text, text);
        }
        database.with("holdfast.eventDataType", "jsonb");
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> database.update(Database.HOLDFAST))
                    .hasMessageContaining(
                            "The parameter holdfast.eventDataType is \"jsonb\", but holdfast.events was created with json.");
        }
        database.with("holdfast.eventDataType", "json").update(Database.HOLDFAST);
        try (Session app = database.app()) {
            assertThat(app.rowsIn(1, EventFixture.event("b", 0))).containsExactly("1");
        }
    }
}
