package dev.holdfast.jdbi.audit;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Audit;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.RowsRead;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How many rows each read of the log reads, as the application's role, with one large tenant, many small ones, and one that is
 * newer than the statistics: by PostgreSQL's own count, whatever the plan.
 */
@PostgresTest(template = Audited.OfPress.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditPlansTest {

    private static final UUID HOT = new UUID(0, 1);
    private static final long LARGE = Press.A;
    private static final long NEW = Press.B;
    private static final int OF_HOT = 5_000;
    private static final int OF_NEW = 60;

    /**
     * A read, and how many rows it may read.
     *
     * @param rows those that it gives with their change sets, and the recorded table
     * @param ofNew the same for the new tenant, of which at most all may be read
     */
    private record Read(String name, int rows, int ofNew, Consumer<Audit> run) {

        @Override
        public String toString() {
            return name;
        }
    }

    private record Case(String mode, long tenant, Read read) {

        @Override
        public String toString() {
            return read + ", " + (tenant == LARGE ? "large" : "new") + " tenant, " + mode;
        }
    }

    private final JdbiHoldfast holdfast;
    private final TestDatabase database;

    AuditPlansTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    @BeforeAll
    void filled() {
        Sql.run(
                database.superuserDataSource(),
                "set session_replication_role = replica;"
                        + " create temp table made as select n, case when n % 4 = 0 then " + LARGE
                        + " else 1000 + n % 300 end::bigint as tenant, case when n % 4 = 0 then '" + HOT
                        + "' else gen_random_uuid()::text end as key from generate_series(1, 4 * " + OF_HOT + ") n;"
                        + " insert into made select n, " + LARGE
                        + ", gen_random_uuid()::text from generate_series(1, 20000) n;"
                        + " alter table made add id bigint generated always as identity;"
                        + " insert into holdfast.change_sets (change_set_id, tenant_id, actor, request_id) overriding system value"
                        + " select id, tenant, 'actor-' || id % 50, 'request-' || id from made;"
                        + " select setval(pg_get_serial_sequence('holdfast.change_sets', 'change_set_id'), (select max(id) from made));"
                        + " insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, tenant_id, table_id, action, key, changes)"
                        + " select nextval('holdfast.change_sequence'), clock_timestamp() - (40000 - id) * interval '1 minute', id, tenant,"
                        + " (select table_id from holdfast.recorded_tables where logical_name = 'articles'), 'update', key,"
                        + " '{\"title\": [\"a\", \"b\"]}' from made order by id");
        Sql.run(
                database.superuserDataSource(),
                "insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action, key)"
                        + " select nextval('holdfast.change_sequence'), clock_timestamp(), 0, 0, 'insert', n::text"
                        + " from generate_series(1, 20000) n");
        Sql.run(database.superuserDataSource(), "vacuum (analyze) holdfast.audit_entries");
        Sql.run(database.superuserDataSource(), "vacuum (analyze) holdfast.change_sets");
        var fresh = holdfast.tenant(NEW).actor("new").requestId("request-new");
        UUID author = Press.author(fresh, "new");
        for (int i = 0; i < OF_NEW; i++) {
            Press.article(fresh, author, "A" + i);
        }
    }

    private static UUID any(Audit audit) {
        AuditEntry entry = audit.of(ARTICLES).first().orElseThrow();
        return UUID.fromString(entry.key().get(0));
    }

    private static List<Read> reads() {
        return List.of(
                new Read("a row", 30, 30, audit -> audit.of(ARTICLES, HOT).list(10)),
                new Read("a row, oldest first", 30, 30, audit -> audit.of(ARTICLES, HOT)
                        .oldestFirst()
                        .list(10)),
                new Read("a row of few entries", 30, 150, audit -> audit.of(ARTICLES, any(audit))
                        .list(10)),
                new Read("a page of a row", 60, 30, audit -> audit.of(ARTICLES, HOT).list(10).stream()
                        .reduce((first, second) -> second)
                        .ifPresent(last ->
                                audit.of(ARTICLES, HOT).after(last.position()).list(10))),
                new Read("a table", 30, 150, audit -> assertThat(
                                audit.of(ARTICLES).list(10))
                        .hasSize(10)),
                new Read("everything", 30, 150, audit -> assertThat(
                                audit.everything().list(10))
                        .hasSize(10)),
                new Read("everything, oldest first", 30, 150, audit -> assertThat(
                                audit.everything().oldestFirst().list(10))
                        .hasSize(10)),
                new Read("a page of everything", 60, 300, audit -> {
                    AuditEntry last = audit.everything().list(10).get(9);
                    assertThat(audit.everything().after(last.position()).list(10))
                            .hasSize(10);
                }),
                new Read("a change set", 40, 200, audit -> assertThat(audit.changeSet(audit.everything()
                                .first()
                                .orElseThrow()
                                .changeSet()
                                .id()))
                        .isPresent()),
                new Read("change sets of an actor", 15, 80, audit -> audit.changeSets()
                        .byActor("actor-0")
                        .list(10)),
                new Read("change sets", 10 + OF_NEW, 80, audit -> assertThat(
                                audit.changeSets().list(10))
                        .hasSize(10)),
                new Read("an actor", 30, 150, audit -> audit.everything()
                        .byActor("actor-0")
                        .list(10)),
                new Read("an actor, in a table", 30, 150, audit -> audit.of(ARTICLES)
                        .byActor("actor-0")
                        .oldestFirst()
                        .list(10)),
                new Read("an actor, in a row", 30, 150, audit -> audit.of(ARTICLES, any(audit))
                        .byActor("actor-0")
                        .list(10)),
                new Read("change sets of a request", 10, 10, audit -> audit.changeSets()
                        .byRequest("request-4")
                        .list(10)),
                new Read("a request", 10, 150, audit -> assertThat(
                                audit.everything().byRequest("request-4").list(10))
                        .hasSizeLessThan(3)));
    }

    static Stream<Case> cases() {
        return RowsRead.MODES.stream().flatMap(mode -> Stream.of(LARGE, NEW)
                .flatMap(tenant -> reads().stream().map(read -> new Case(mode, tenant, read))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("AH-22 no read of the log reads more rows than it needs, nor more than its tenant's")
    void rowsRead(Case wanted) {
        for (int i = 0; i < (wanted.mode().equals("auto") ? 7 : 1); i++) {
            long read = holdfast.tenant(wanted.tenant())
                    .inTransaction(tx -> RowsRead.by(
                            tx, wanted.mode(), in -> wanted.read().run().accept(in.audit())));
            assertThat(read)
                    .as(wanted.toString())
                    .isLessThanOrEqualTo(2L
                            * (wanted.tenant() == LARGE
                                    ? wanted.read().rows()
                                    : wanted.read().ofNew()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    @DisplayName("AH-22 plain SQL on the view reads the tenant's entries, and neither another one's nor those of none")
    void plainSql(String mode) {
        long read = holdfast.tenant(NEW)
                .inTransaction(tx -> RowsRead.by(tx, mode, in -> assertThat(JdbiTransaction.handleOf(in)
                                .createQuery(
                                        "select sequence, actor from holdfast.audit_log where table_name = 'articles'"
                                                + " order by sequence desc limit 5")
                                .mapToMap()
                                .list())
                        .hasSize(5)));
        assertThat(read).isLessThanOrEqualTo(10L * OF_NEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    @DisplayName("AH-22 across tenants a request is found by it, and its entries by their tenants")
    void requestAcross(String mode) {
        long read = holdfast.acrossTenants("plans")
                .inTransaction(tx -> RowsRead.by(tx, mode, in -> assertThat(
                                in.audit().everything().byRequest("request-4").list(10))
                        .hasSize(1)));
        assertThat(read).isLessThanOrEqualTo(20);
    }
}
