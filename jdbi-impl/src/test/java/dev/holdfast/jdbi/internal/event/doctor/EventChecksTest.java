package dev.holdfast.jdbi.internal.event.doctor;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.event.EventCheck;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.jdbi.internal.doctor.Doctors;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

@DisplayName("The event store")
@PostgresTest(template = Newsroom.class)
class EventChecksTest {

    private static Ward ward(TestDatabase database) throws SQLException {
        return Ward.open(database).of(Press.SCHEMA).withEvents();
    }

    @Test
    void healthy(TestDatabase database) {
        assertThat(Newsroom.holdfast(database).doctor().findings()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alter table holdfast.events no force row level security | EVENTS_UNGUARDED | holdfast.events | row-level security isn't forced",
                "alter table holdfast.personal_data disable row level security | EVENTS_UNGUARDED | holdfast.personal_data | row-level security isn't enabled",
                "drop policy holdfast_tenant on holdfast.streams | EVENTS_UNGUARDED | holdfast.streams | no restrictive policy holds holdfast_app",
                "alter policy holdfast_tenant on holdfast.snapshots with check (true) | EVENTS_UNGUARDED | holdfast.snapshots | no restrictive policy",
                "drop policy holdfast_access on holdfast.archived_events | EVENTS_UNUSABLE | holdfast.archived_events | no permissive policy",
                "revoke select on holdfast.events from holdfast_app | EVENTS_UNUSABLE | holdfast.events | the application may not read it",
                "grant update on holdfast.events to holdfast_app | EVENTS_UNGUARDED | holdfast.events | a privilege is granted",
                "grant insert on holdfast.streams to public | EVENTS_UNGUARDED | holdfast.streams | a privilege is granted",
                "grant truncate on holdfast.snapshots to holdfast_across | EVENTS_UNGUARDED | holdfast.snapshots | a privilege is granted",
                "drop trigger zz_holdfast_no_update on holdfast.events | EVENTS_UNGUARDED | holdfast.events | the trigger zz_holdfast_no_update",
                "alter table holdfast.archived_events disable trigger zz_holdfast_delete | EVENTS_UNGUARDED | holdfast.archived_events | the trigger zz_holdfast_delete",
                "drop trigger zz_holdfast_snapshots on holdfast.data_keys | EVENTS_UNGUARDED | holdfast.data_keys | the trigger zz_holdfast_snapshots",
                "drop trigger zz_holdfast_stale_errors on holdfast.data_keys | EVENTS_UNGUARDED | holdfast.data_keys | the trigger zz_holdfast_stale_errors",
                "revoke insert on holdfast.snapshots from holdfast_app | EVENTS_UNUSABLE | holdfast.snapshots | the application may not write it",
                "revoke execute on function holdfast.safe_position() from holdfast_app | EVENTS_UNUSABLE | holdfast.safe_position | the application may not call it",
                "grant execute on function holdfast.safe_position() to public | EVENTS_UNGUARDED | holdfast.safe_position | everybody",
                "alter function holdfast.close_stream(text, text, bigint) security invoker | EVENTS_UNGUARDED | holdfast.close_stream | it runs with its caller's rights",
                "alter function holdfast.checkpoint_at(bigint) set search_path = pg_catalog, pg_temp | EVENTS_UNGUARDED | holdfast.checkpoint_at | it runs with its caller's rights or search path",
                "revoke execute on function holdfast.checkpoint_verdict(text) from holdfast_app | EVENTS_UNUSABLE | holdfast.checkpoint_verdict | the application may not call it",
                "drop policy holdfast_positions on holdfast.events | EVENTS_UNUSABLE | holdfast.events | no policy shows holdfast.checkpoint_at",
                "alter policy holdfast_positions on holdfast.archived_events using (false) | EVENTS_UNUSABLE | holdfast.archived_events | no policy shows holdfast.checkpoint_at",
                "grant update on holdfast.event_store to holdfast_app | EVENTS_UNGUARDED | holdfast.event_store | a privilege is granted",
                "alter table holdfast.event_store no force row level security | EVENTS_UNGUARDED | holdfast.event_store | row-level security isn't forced",
                "alter sequence holdfast.event_positions cache 20 | EVENT_POSITIONS_UNSAFE | holdfast.event_positions | it has CACHE 20",
                "alter sequence holdfast.event_positions increment 2 | EVENT_POSITIONS_UNSAFE | holdfast.event_positions | it has another INCREMENT",
                "grant usage on sequence holdfast.event_positions to holdfast_app | EVENT_POSITIONS_UNSAFE | holdfast.event_positions | the application may draw",
                "drop index holdfast.events_position_idx | EVENT_INDEX_MISSING | holdfast.events | no valid index finds its rows by (position)",
                "drop index holdfast.archived_events_category_idx | EVENT_INDEX_MISSING | holdfast.archived_events | no valid index finds its rows by (tenant_id, category, position)",
                "alter table holdfast.events drop constraint events_event_id_key | EVENT_INDEX_MISSING | holdfast.events | no valid index finds its rows by (tenant_id, event_id)",
            })
    void broken(String breaking, EventCheck check, String subject, String cause, TestDatabase database)
            throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding = ward.owner(breaking).finds(check, subject);
            assertThat(finding.cause()).startsWith(cause);
            ward.mends(finding);
        }
    }

    @Test
    void missing(TestDatabase database) throws SQLException {
        try (Ward ward = ward(database)) {
            Finding finding =
                    ward.owner("drop table holdfast.snapshots").finds(EventCheck.EVENTS_UNUSABLE, "holdfast.events");
            assertThat(finding.fix()).contains("dev/holdfast/liquibase/changelog.xml");
        }
    }

    @Test
    @DisplayName("who holds the low-water mark: pid, application, query, age and tenant")
    void holder(TestDatabase database) throws Exception {
        JdbiHoldfast holdfast = Newsroom.holdfast(database);
        holdfast.tenant(Newsroom.A)
                .events()
                .append(stream("article", 1), ExpectedVersion.any(), new ArticleEvent.Published(1));
        try (Connection holder = database.applicationDataSource().getConnection()) {
            holder.setAutoCommit(false);
            Shop.execute(
                    holder,
                    "set local application_name = 'month end'",
                    "select set_config('holdfast.tenant_id', '1', true)",
                    "select holdfast.append_event('article', '1', null, 'article-published', '{\"edition\": 2}')");
            assertThat(holdfast.doctor().of(EventCheck.EVENT_READERS_HELD))
                    .as("not at once")
                    .isEmpty();

            Finding finding =
                    examine(database).of(EventCheck.EVENT_READERS_HELD).get(0);
            assertThat(finding.subject()).isEqualTo("holdfast.event_positions");
            assertThat(finding.cause())
                    .contains("the session " + pid(holder), "\"month end\"", "idle in transaction", "tenant 1)")
                    .contains("holdfast.append_event('article'")
                    .containsPattern("open for [0-9]+ seconds, and readers wait at position [0-9]+;");
            assertThat(finding.fix()).startsWith("select pg_terminate_backend(" + pid(holder) + ")");
            holder.rollback();
        }
        assertThat(examine(database).findings()).isEmpty();
    }

    @Test
    @DisplayName("EV-38 who holds an appender's lock by hand holds no reader, and isn't told as doing so")
    void heldByHand(TestDatabase database) throws Exception {
        try (Connection holder = database.applicationDataSource().getConnection()) {
            Shop.execute(holder, "select pg_advisory_lock_shared(18502::bigint << 48 | 1)");
            assertThat(examine(database).findings()).isEmpty();
            Shop.execute(holder, "select pg_advisory_unlock_all()", "select pg_advisory_lock(18502::bigint << 48 | 1)");
            assertThat(examine(database).of(EventCheck.EVENT_READERS_HELD)).isEmpty();
            assertThat(examine(database).of(EventCheck.EVENT_KEYS_HELD))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.cause()).contains("the session " + pid(holder)));
            Shop.execute(holder, "select pg_advisory_unlock_all()");
        }
    }

    @Test
    @DisplayName("EV-38 appends that wait for a stream's row: how many, how long, and whom for")
    void waitingForARow(TestDatabase database) throws Exception {
        JdbiHoldfast holdfast = Newsroom.holdfast(database);
        holdfast.tenant(Newsroom.A)
                .events()
                .append(stream("article", "w"), ExpectedVersion.any(), new ArticleEvent.Published(1));
        try (Connection holder = database.applicationDataSource().getConnection()) {
            holder.setAutoCommit(false);
            Shop.execute(
                    holder,
                    "set local application_name = 'month end'",
                    "select set_config('holdfast.tenant_id', '1', true)",
                    "select holdfast.append_event('article', 'w', null, 'article-published', '{\"edition\": 2}')");
            List<Finding> found = whileWaiting(
                    database,
                    3,
                    () -> holdfast.tenant(Newsroom.A)
                            .events()
                            .append(stream("article", "w"), ExpectedVersion.any(), new ArticleEvent.Published(3)),
                    holder::rollback);
            assertThat(found).hasSize(1);
            assertThat(found.get(0).subject()).isEqualTo("holdfast.streams");
            assertThat(found.get(0).cause())
                    .startsWith("3 sessions wait, up to ")
                    .contains("to append to a stream whose row the session " + pid(holder), "\"month end\"")
                    .containsPattern("open for [0-9]+ seconds; its latest statement: ");
            assertThat(found.get(0).fix()).startsWith("select pg_terminate_backend(" + pid(holder) + ")");
        }
        assertThat(examine(database).of(EventCheck.EVENT_APPENDS_WAIT)).isEmpty();
    }

    private interface Sqls {
        void run() throws SQLException;
    }

    /** The findings once so many threads wait, which then go on. */
    private static List<Finding> whileWaiting(TestDatabase database, int threads, Runnable append, Sqls release)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                waiting.add(pool.submit(append));
            }
            List<Finding> found;
            try {
                String wanted = threads + " sessions wait, ";
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                do {
                    found = examine(database).of(EventCheck.EVENT_APPENDS_WAIT);
                } while (System.nanoTime() < deadline
                        && found.stream().noneMatch(finding -> finding.cause().startsWith(wanted)));
            } finally {
                release.run();
            }
            for (Future<?> each : waiting) {
                each.get(30, TimeUnit.SECONDS);
            }
            return found;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @DisplayName("EV-42 commits that don't wait for the disk, by role, database, server and connection")
    void asynchronousCommits() throws Exception {
        Map<String, String> settings = new HashMap<>(PostgresServer.durable());
        settings.put("synchronous_commit", "off");
        try (PostgresServer server = PostgresServer.start(settings);
                TestDatabase database = server.createDatabase("commits")) {
            new Newsroom().prepare(database);
            String name = database.name();
            Map<String, String> bySubject = new LinkedHashMap<>();
            bySubject.put("sessions", "alter role all set synchronous_commit = 'no'");
            bySubject.put(
                    "sessions of the database " + name, "alter database " + name + " set synchronous_commit = 'false'");
            bySubject.put("sessions of holdfast_app", "alter role holdfast_app set synchronous_commit = '0'");
            bySubject.put(
                    "sessions of holdfast_app of the database " + name,
                    "alter role holdfast_app in database " + name + " set synchronous_commit = 'off'");
            assertThat(commits(database)).extracting(Finding::subject).containsExactly("the server");
            assertThat(commits(database).get(0).fix()).contains("start the server without");
            for (Map.Entry<String, String> setting : bySubject.entrySet()) {
                Sql.run(database.superuserDataSource(), setting.getValue());
                List<Finding> found = commits(database);
                assertThat(found).extracting(Finding::subject).containsExactly(setting.getKey());
                assertThat(found.get(0).cause()).contains("synchronous_commit is off");
                Sql.run(database.superuserDataSource(), found.get(0).fix());
                assertThat(commits(database))
                        .as(found.get(0).fix())
                        .extracting(Finding::subject)
                        .containsExactly("the server");
            }
            Sql.run(database.superuserDataSource(), "alter database " + name + " set synchronous_commit = off");
            Sql.run(database.superuserDataSource(), "alter role holdfast_app set synchronous_commit = local");
            assertThat(commits(database))
                    .as("what is said of the role counts before")
                    .isEmpty();
            Sql.run(database.superuserDataSource(), "alter role holdfast_app reset synchronous_commit");
            Sql.run(database.superuserDataSource(), "alter role holdfast_across set synchronous_commit = off");
            Sql.run(
                    database.superuserDataSource(),
                    "alter database " + name + " set synchronous_commit = remote_write");
            assertThat(commits(database)).as("another role's").isEmpty();

            PGSimpleDataSource options = new PGSimpleDataSource();
            options.setUrl(database.url(Role.APPLICATION));
            options.setUser(database.user(Role.APPLICATION));
            options.setPassword(database.password(Role.APPLICATION));
            options.setOptions("-c synchronous_commit=off");
            try (Connection application = options.getConnection()) {
                assertThat(Doctors.of(Press.SCHEMA, null, new EventExamination(0))
                                .examine(application, null)
                                .of(EventCheck.EVENT_COMMITS_UNSAFE))
                        .extracting(Finding::subject)
                        .containsExactly("the application's connections");
            }
        }
    }

    /** By new sessions, which know what was set last. */
    private static List<Finding> commits(TestDatabase database) throws SQLException {
        try (Connection application =
                database.untrackedDataSource(Role.APPLICATION).getConnection()) {
            return Doctors.of(Press.SCHEMA, null, new EventExamination(0))
                    .examine(application, null)
                    .of(EventCheck.EVENT_COMMITS_UNSAFE);
        }
    }

    @Test
    @DisplayName("EV-48 in a transaction of a stricter isolation the doctor reports, and leaves out what it can't know")
    void isolation(TestDatabase database) throws SQLException {
        try (Connection application = database.applicationDataSource().getConnection();
                Connection across = database.acrossTenantsDataSource().getConnection()) {
            across.setAutoCommit(false);
            across.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(Doctors.of(Press.SCHEMA, null, new EventExamination(0))
                            .examine(application, across)
                            .of(EventCheck.EVENT_POSITIONS_UNSAFE))
                    .isEmpty();
            across.rollback();
        }
    }

    private static Diagnosis examine(TestDatabase database) throws SQLException {
        try (Connection application = database.applicationDataSource().getConnection();
                Connection across = database.acrossTenantsDataSource().getConnection()) {
            return Doctors.of(Press.SCHEMA, null, new EventExamination(0)).examine(application, across);
        }
    }

    private static String pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    @DisplayName("long streams without a snapshot near their end")
    void longStreams(TestDatabase database) {
        JdbiHoldfast holdfast = Newsroom.holdfast(database);
        Object[] many =
                Collections.nCopies(1_000, new ArticleEvent.Published(1)).toArray();
        holdfast.tenant(Newsroom.A).events().append(stream("long", 1), ExpectedVersion.none(), many);
        holdfast.tenant(Newsroom.B).events().append(stream("long", 2), ExpectedVersion.none(), many);
        holdfast.tenant(Newsroom.B).events().append(stream("long", 3), ExpectedVersion.none(), many);
        holdfast.tenant(Newsroom.B).events().close(stream("long", 3), ExpectedVersion.any());

        Finding finding = holdfast.doctor().of(EventCheck.SNAPSHOTS_DUE).get(0);
        assertThat(finding.subject()).isEqualTo("streams of long");
        assertThat(finding.cause()).startsWith("2 streams have up to 1000 events behind");

        holdfast.tenant(Newsroom.A).events().truncateBefore(stream("long", 1), 1_001);
        holdfast.tenant(Newsroom.B).events().truncateBefore(stream("long", 2), 900);
        assertThat(holdfast.doctor().findings()).isEmpty();
    }

    @Test
    @DisplayName("a sequence that was restarted below the events")
    void restarted(TestDatabase database) throws SQLException {
        JdbiHoldfast holdfast = Newsroom.holdfast(database);
        holdfast.tenant(Newsroom.A)
                .events()
                .append(stream("article", 1), ExpectedVersion.any(), new ArticleEvent.Published(1));
        holdfast.tenant(Newsroom.A)
                .events()
                .append(stream("article", 2), ExpectedVersion.any(), new ArticleEvent.Published(1));
        holdfast.tenant(Newsroom.A).events().archive(stream("article", 2), ExpectedVersion.any());
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Shop.execute(owner, "alter sequence holdfast.event_positions restart with 1");
            Finding finding =
                    holdfast.doctor().of(EventCheck.EVENT_POSITIONS_UNSAFE).get(0);
            assertThat(finding.cause()).startsWith("it stands below positions that are taken");
            Assumptions.assumeTrue(database.has(Role.SUPERUSER), "a server given by URLs has no superuser");
            try (Connection superuser = database.superuserDataSource().getConnection()) {
                Shop.execute(superuser, finding.fix());
            }
        }
        assertThat(holdfast.doctor().findings()).isEmpty();
        Position last = holdfast.tenant(Newsroom.A).events().lastCheckpoint().position();
        assertThat(holdfast.tenant(Newsroom.A)
                        .events()
                        .append(stream("article", 1), ExpectedVersion.any(), new ArticleEvent.Published(2))
                        .position())
                .isGreaterThan(last);
    }
}
