package dev.holdfast.jdbi.projection;

import static dev.holdfast.jdbi.projection.Counting.A;
import static dev.holdfast.jdbi.projection.Counting.publish;
import static dev.holdfast.jdbi.projection.Tallies.TALLIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Finding;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionExamination;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionCheck;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The doctor looks at projections")
@PostgresTest(template = Counting.class)
class ProjectionDoctorTest {

    /** Lets all events, and all signs of life, be an hour older. */
    private static final String[] AN_HOUR_LATER = {
        "set session_replication_role = replica",
        "update holdfast.events set recorded_at = recorded_at - interval '1 hour'",
        "update holdfast.projection_partitions set leased_until = leased_until - interval '1 hour'",
        "update holdfast.projection_nodes set alive_until = alive_until - interval '1 hour'",
        "set session_replication_role = origin"
    };

    private final TestDatabase database;

    ProjectionDoctorTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void empty() throws SQLException {
        superuser(
                "set session_replication_role = replica",
                "delete from holdfast.events",
                "delete from holdfast.streams",
                "set session_replication_role = origin",
                "delete from holdfast.projections",
                "delete from holdfast.inline_projections",
                "delete from holdfast.projection_nodes");
    }

    private JdbiHoldfast holdfast(Projection... projections) {
        return Counting.holdfast(database, projections);
    }

    private void superuser(String... sql) throws SQLException {
        Sql.run(database.superuserDataSource(), String.join("; ", sql));
    }

    private void across(String sql) throws SQLException {
        Sql.run(database.acrossTenantsDataSource(), sql);
    }

    /** Those about projections; the schema has tables of the fixture beside it. */
    private static List<Finding> findings(JdbiHoldfast holdfast) {
        return holdfast.doctor().findings().stream()
                .filter(finding -> finding.check() instanceof ProjectionCheck)
                .toList();
    }

    private static Finding finds(JdbiHoldfast holdfast, ProjectionCheck check, String subject) {
        List<Finding> findings = findings(holdfast);
        assertThat(findings)
                .extracting(finding -> finding.check() + " " + finding.subject())
                .containsExactly(check + " " + subject);
        return findings.get(0);
    }

    /** Handles all that there is, and stops. */
    private static void run(JdbiHoldfast holdfast, String projection, Position upTo) {
        try (var running = holdfast.projections().start()) {
            running.wake();
            holdfast.projections().await(A, upTo, Duration.ofMinutes(1), projection);
        }
    }

    private static String sqlOf(Finding finding) {
        return finding.fix().split(" -- ")[0];
    }

    @Test
    @DisplayName("an inline projection that is in force and unknown here, or has caught up and isn't in force")
    void inline() throws SQLException {
        Projection inline = Projection.named("at-once")
                .inline()
                .on(Published.class, (event, tx) -> {})
                .build();
        Position last =
                publish(holdfast(Counting.byStream("other")).tenant(A), "x", 1).position();
        JdbiHoldfast holdfast = holdfast(inline);
        try (var running = holdfast.projections().start()) {
            holdfast.projections().await(A, last, Duration.ofMinutes(1), "at-once");
            assertThat(findings(holdfast)).as("while it may be catching up").isEmpty();
            superuser("update holdfast.projections set created_at = created_at - interval '2 days'");
            across(sqlOf(finds(holdfast, ProjectionCheck.INLINE_NOT_IN_FORCE, "at-once v1")));
            assertThat(findings(holdfast)).as("in force").isEmpty();
        }
        superuser(AN_HOUR_LATER);
        assertThat(findings(holdfast)).as("with nobody running it").isEmpty();
        JdbiHoldfast old = holdfast(Projection.named("at-once")
                .version(2)
                .inline()
                .on(Published.class, (event, tx) -> {})
                .build());
        assertThat(findings(old))
                .extracting(finding -> finding.check() + " " + finding.subject())
                .contains(ProjectionCheck.INLINE_UNKNOWN + " at-once v1");
        assertThat(finds(
                                holdfast(Projection.named("at-once")
                                        .on(Published.class, (event, tx) -> {})
                                        .build()),
                                ProjectionCheck.INLINE_UNKNOWN,
                                "at-once v1")
                        .cause())
                .contains("refused");
    }

    @Test
    void healthy() {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        assertThat(findings(holdfast)).as("before its first start").isEmpty();
        run(holdfast, "tallies", publish(holdfast.tenant(A), "x", 1).position());
        assertThat(findings(holdfast)).as("after a clean stop").isEmpty();
        try (var running = holdfast.projections().start()) {
            assertThat(findings(holdfast)).as("while it runs").isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table holdfast.parked_streams no force row level security | PROJECTIONS_UNGUARDED | holdfast.parked_streams | row-level security isn't forced",
                "alter table holdfast.projection_tenants disable row level security | PROJECTIONS_UNGUARDED | holdfast.projection_tenants | row-level security isn't enabled",
                "alter table holdfast.projection_partitions disable row level security | PROJECTIONS_UNGUARDED | holdfast.projection_partitions | row-level security isn't enabled",
                "drop policy holdfast_tenant on holdfast.parked_streams | PROJECTIONS_UNGUARDED | holdfast.parked_streams | no restrictive policy holds holdfast_app",
                "alter policy holdfast_tenant on holdfast.projection_tenants with check (true) | PROJECTIONS_UNGUARDED | holdfast.projection_tenants | no restrictive policy",
                "drop policy holdfast_access on holdfast.projection_tenants | PROJECTIONS_UNUSABLE | holdfast.projection_tenants | no permissive policy",
                "drop policy holdfast_owner on holdfast.projection_partitions | PROJECTIONS_UNUSABLE | holdfast.projection_partitions | no policy shows its rows to its owner",
                "alter policy holdfast_owner on holdfast.projections using (false) | PROJECTIONS_UNUSABLE | holdfast.projections | no policy shows its rows to its owner",
                "revoke insert on holdfast.parked_streams from holdfast_app | PROJECTIONS_UNUSABLE | holdfast.parked_streams | the application lacks insert",
                "revoke select on holdfast.projection_positions from holdfast_app | PROJECTIONS_UNUSABLE | holdfast.projection_positions | the application lacks select",
                "grant select on holdfast.projection_partitions to holdfast_app | PROJECTIONS_UNGUARDED | holdfast.projection_partitions | a privilege is granted",
                "grant update on holdfast.projections to holdfast_across | PROJECTIONS_UNGUARDED | holdfast.projections | a privilege is granted",
                "grant select on holdfast.projection_status to public | PROJECTIONS_UNGUARDED | holdfast.projection_status | a privilege is granted",
                "grant truncate on holdfast.parked_streams to holdfast_app | PROJECTIONS_UNGUARDED | holdfast.parked_streams | a privilege is granted",
                "revoke execute on function holdfast.projection_reached(text[], bigint, bigint) from holdfast_app | PROJECTIONS_UNUSABLE | holdfast.projection_reached | the application may not call it",
                "grant execute on function holdfast.serving_version(text) to public | PROJECTIONS_UNGUARDED | holdfast.serving_version | everybody",
                "grant execute on function holdfast.held_projections(text) to holdfast_app | PROJECTIONS_UNGUARDED | holdfast.held_projections | the application may call it, though",
                "alter function holdfast.advance_projection(text, integer, integer, uuid, text, text) security invoker | PROJECTIONS_UNGUARDED | holdfast.advance_projection | it runs with its caller's rights",
                "alter function holdfast.unpark_stream(text, text, text) security definer | PROJECTIONS_UNGUARDED | holdfast.unpark_stream | it runs with its caller's rights",
                "alter function holdfast.serving_version(text) reset search_path | PROJECTIONS_UNGUARDED | holdfast.serving_version | it runs with its caller's rights or search path",
            })
    void guards(String breaking, ProjectionCheck check, String subject, String cause) throws SQLException {
        try (Ward ward = Ward.open(database)
                .of(Counting.SCHEMA)
                .with(new ProjectionExamination(List.of(Counting.byStream("tallies"))))) {
            ward.findsNothing();
            Finding finding = ward.owner(breaking).finds(check, subject);
            assertThat(finding.cause()).startsWith(cause);
            ward.mends(finding);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table holdfast.parked_streams cascade",
                "drop view holdfast.projection_status",
            })
    void missing(String breaking) throws SQLException {
        try (Ward ward = Ward.open(database)
                .of(Counting.SCHEMA)
                .with(new ProjectionExamination(List.of(Counting.byStream("tallies"))))) {
            Finding finding = ward.owner(breaking).finds(ProjectionCheck.PROJECTIONS_UNUSABLE, "holdfast.projections");
            assertThat(finding.fix()).contains("dev/holdfast/liquibase/changelog.xml");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revoke execute on function holdfast.held_projections(text) from holdfast_across | holdfast.held_projections | the role for work across tenants may not call it",
                "revoke execute on function holdfast.serving_version(text) from holdfast_across | holdfast.serving_version | the role for work across tenants may not call it",
                "revoke select on holdfast.projection_status from holdfast_across | holdfast.projection_status | the role for work across tenants lacks select",
                "revoke delete on holdfast.projection_tenants from holdfast_across | holdfast.projection_tenants | the role for work across tenants lacks delete",
            })
    @DisplayName("what the role for work across tenants lacks, and then it asks that role nothing more")
    void acrossLacks(String breaking, String subject, String cause) throws SQLException {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        superuser(breaking);
        Finding finding = finds(holdfast, ProjectionCheck.PROJECTIONS_UNUSABLE, subject);
        assertThat(finding.cause()).startsWith(cause);
        Sql.run(database.ownerDataSource(), finding.fix());
        assertThat(findings(holdfast)).isEmpty();
    }

    @Test
    @DisplayName("EV-23 a checkpoint ahead of the store, of another event, or none at all")
    void mismatched() throws SQLException {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        run(holdfast, "tallies", publish(holdfast.tenant(A), "x", 1).position());
        String good = Sql.column(
                        database.superuserDataSource(), "select checkpoint from holdfast.projection_partitions")
                .get(0);
        String[] bad = {
            good.replaceFirst("c[0-9]+", "c999999"), good.replaceFirst("[.][0-9a-f]{16}", ".0123456789abcdef"), "x"
        };
        String[] causes = {"ahead of the store", "another event", "isn't a checkpoint"};
        for (int i = 0; i < bad.length; i++) {
            superuser("update holdfast.projection_partitions set checkpoint = '" + bad[i] + "'");
            Finding finding = finds(holdfast, ProjectionCheck.PROJECTION_MISMATCHED, "tallies v1");
            assertThat(finding.cause())
                    .startsWith("the checkpoint of partition 0")
                    .contains(causes[i]);
        }
        superuser("update holdfast.projection_partitions set mismatched = true, checkpoint = '" + good + "'");
        Finding finding = finds(holdfast, ProjectionCheck.PROJECTION_MISMATCHED, "tallies v1");
        across(finding.fix().substring(finding.fix().indexOf("select ")));
        assertThat(findings(holdfast)).isEmpty();
    }

    @Test
    @DisplayName(
            "EV-59 a handler that fails: how often, and which exception; its text, which may be any tenant's, isn't told")
    void failing() throws SQLException {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        try (var running = holdfast.projections().start()) {
            Counting.until(() -> holdfast.projections().status().size() == 1);
            String token = Sql.column(
                            database.superuserDataSource(), "select token from holdfast.projection_partitions")
                    .get(0);
            for (int i = 0; i < 3; i++) {
                across("select holdfast.report_projection('" + token
                        + "', 'java.lang.Oops: secret of 2', null, false)");
            }
            Finding finding = finds(holdfast, ProjectionCheck.PROJECTION_FAILING, "tallies v1");
            assertThat(finding.cause())
                    .contains("3 times in a row", "java.lang.Oops")
                    .doesNotContain("secret");
            assertThat(Sql.column(
                            database.acrossTenantsDataSource(), sqlOf(finding).replace("*", "error")))
                    .containsExactly("java.lang.Oops: secret of 2");
            run(holdfast, "tallies", publish(holdfast.tenant(A), "x", 1).position());
            assertThat(findings(holdfast)).isEmpty();
            across("select holdfast.report_projection('" + token + "', null, '20 minutes', false)");
            assertThat(finds(holdfast, ProjectionCheck.PROJECTION_FAILING, "tallies v1")
                            .cause())
                    .contains("running for 20 minutes");
        }
    }

    @Test
    @DisplayName("EV-24 what is parked: how many streams, of how many tenants, since when; unparked by the fix")
    void parked() throws SQLException {
        JdbiHoldfast broken = holdfast(Projection.named("tallies")
                .on(Published.class, (event, tx) -> {
                    throw new IllegalStateException("poison");
                })
                .build());
        JdbiHoldfast mended = holdfast(Counting.byStream("tallies"));
        try (var running = broken.projections().start()) {
            publish(broken.tenant(A), "x", 1);
            publish(broken.tenant(Counting.B), "y", 1);
            Counting.until(() -> broken.projections().parked("tallies").size() == 2);
        }
        superuser("update holdfast.parked_streams set retry_at = null, parked_at = parked_at - interval '3 hours'");
        Finding finding = finds(mended, ProjectionCheck.STREAMS_PARKED, "tallies v1");
        assertThat(finding.cause())
                .isEqualTo(
                        "2 streams are parked, of 2 tenants, the first for 3 hours; 2 of them wait for somebody to try"
                                + " them again");
        assertThat(Sql.column(database.acrossTenantsDataSource(), sqlOf(finding).replace("*", "error")))
                .hasSize(2);
        across(finding.fix().substring(finding.fix().indexOf("select holdfast.unpark_stream")));
        try (var running = mended.projections().start()) {
            Counting.until(() -> mended.projections().parked("tallies").isEmpty());
        }
        assertThat(findings(mended)).isEmpty();
    }

    @Test
    @DisplayName("EV-53 a process that died, and nobody who took its partitions over")
    void unowned() throws SQLException {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        run(holdfast, "tallies", publish(holdfast.tenant(A), "x", 1).position());
        across("select holdfast.lease_projections('dead-1', '{tallies}', '{1}', '{1}', '1 second')");
        assertThat(findings(holdfast)).as("just now").isEmpty();
        superuser(AN_HOUR_LATER);
        Finding finding = finds(holdfast, ProjectionCheck.PROJECTION_UNOWNED, "tallies v1");
        assertThat(finding.cause()).isEqualTo("partition 0 was last run by dead-1, which isn't heard of any more");
        run(holdfast, "tallies", publish(holdfast.tenant(A), "x", 1).position());
        assertThat(findings(holdfast)).isEmpty();
        publish(holdfast.tenant(A), "x", 1);
        superuser(AN_HOUR_LATER);
        finding = finds(holdfast, ProjectionCheck.PROJECTION_UNOWNED, "tallies v1");
        assertThat(finding.cause())
                .matches(
                        "no process runs partition 0: the first event that it hasn't looked at is 60 minutes old, [1-9]\\d*"
                                + " positions before the last");
    }

    @Test
    @DisplayName("a projection that is declared, and was never run, once there are events for it")
    void neverRun() throws SQLException {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        Position last = publish(holdfast.tenant(A), "x", 1).position();
        assertThat(findings(holdfast)).isEmpty();
        superuser(AN_HOUR_LATER);
        assertThat(finds(holdfast, ProjectionCheck.PROJECTION_UNOWNED, "tallies v1")
                        .cause())
                .contains("never run");
        run(holdfast, "tallies", last);
        assertThat(findings(holdfast)).isEmpty();
    }

    @Test
    @DisplayName("what is read is an hour behind; a paused one says so")
    void lag() throws SQLException {
        JdbiHoldfast holdfast = holdfast(Counting.byStream("tallies"));
        publish(holdfast.tenant(A), "x", 1);
        superuser(AN_HOUR_LATER);
        across("select holdfast.lease_projections('slow', '{tallies}', '{1}', '{1}', '10 minutes')");
        assertThat(finds(holdfast, ProjectionCheck.PROJECTION_LAG, "tallies v1").cause())
                .startsWith("partition 0 is behind: the first event that it hasn't looked at is 60 minutes old");
        across("select holdfast.pause_projection('tallies')");
        Finding finding = finds(holdfast, ProjectionCheck.PROJECTION_LAG, "tallies v1");
        assertThat(finding.cause()).startsWith("partition 0, which is paused, is behind");
        across(finding.fix());
        assertThat(finds(holdfast, ProjectionCheck.PROJECTION_LAG, "tallies v1").cause())
                .doesNotContain("paused");
    }

    @Test
    @DisplayName("EV-51 another number of partitions than the database has")
    void differs() {
        run(holdfast(Counting.byStream("tallies")), "tallies", Position.START);
        JdbiHoldfast other = holdfast(Projection.named("tallies")
                .on(Published.class, (event, tx) -> {})
                .partitionedBy(4, event -> event.stream().id())
                .build());
        assertThat(finds(other, ProjectionCheck.PROJECTION_DIFFERS, "tallies v1")
                        .cause())
                .contains("declared with 4 partitions, and has 1");
    }

    @Test
    @DisplayName("EV-56 a version that nobody declares any more, and how it is forgotten; one that is still read")
    void undeclared() throws SQLException {
        JdbiHoldfast first = holdfast(Counting.byStream("tallies"), Counting.byStream("old"));
        Projection next = Projection.named("tallies")
                .version(2)
                .on(Published.class, (event, tx) -> {})
                .build();
        Position last = publish(first.tenant(A), "x", 1).position();
        run(first, "tallies", last);
        run(first, "old", last);
        JdbiHoldfast second = holdfast(next);
        try (var running = second.projections().start()) {
            Counting.until(() -> second.projections().status().stream()
                    .anyMatch(
                            status -> status.version() == 2 && status.position().compareTo(last) >= 0));
        }
        List<Finding> findings = findings(second);
        assertThat(findings)
                .extracting(finding -> finding.check() + " " + finding.subject())
                .containsExactly("PROJECTION_UNDECLARED old v1", "PROJECTION_UNDECLARED tallies v1");
        assertThat(findings.get(1).cause()).contains("what is read stands still");
        for (Finding finding : findings) {
            across(sqlOf(finding));
        }
        assertThat(findings(second)).isEmpty();
        assertThat(Sql.column(database.acrossTenantsDataSource(), "select holdfast.serving_version('tallies')"))
                .containsExactly("2");
        assertThat(second.projections().status()).hasSize(1);
    }

    /** Without a tenant. */
    static final class Totals extends Table {
        final OrderedColumn<UUID> id = uuid("id").primaryKey();

        Totals() {
            super("totals");
        }
    }

    /** Of tenants, and registered nowhere. */
    static final class Sums extends Table {
        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();

        Sums() {
            super("sums");
        }
    }

    @Test
    @DisplayName("EV-29 a read model within tenants that has no tenant key, or that nobody looks at")
    void readModel() {
        Projection.Builder builder = Projection.named("p").on(Published.class, (event, tx) -> {});
        assertThat(findings(holdfast(builder.readModel(TALLIES).build()))).isEmpty();
        assertThat(finds(
                                holdfast(builder.readModel(new Totals()).build()),
                                ProjectionCheck.READ_MODEL_WITHOUT_TENANT,
                                "totals")
                        .fix())
                .contains(".tenantKey() in Totals", "enableTenancy", ".acrossTenants(reason)");
        assertThat(findings(holdfast(builder.acrossTenants("one table for all").build())))
                .isEmpty();
        assertThat(finds(
                                holdfast(Projection.named("q")
                                        .on(Published.class, (event, tx) -> {})
                                        .readModel(new Sums())
                                        .build()),
                                ProjectionCheck.READ_MODEL_WITHOUT_TENANT,
                                "sums")
                        .fix())
                .contains("Schema.of(…)", "enableTenancy", "sums");
    }
}
