package dev.holdfast.jdbi.internal.event.doctor;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.event.EventCheck;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Position;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.ArticleEvent;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.jdbi.internal.doctor.Doctors;
import dev.holdfast.jdbi.internal.doctor.Shop;
import dev.holdfast.jdbi.internal.doctor.Ward;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
                "revoke insert on holdfast.snapshots from holdfast_app | EVENTS_UNUSABLE | holdfast.snapshots | the application may not write it",
                "revoke execute on function holdfast.safe_position() from holdfast_app | EVENTS_UNUSABLE | holdfast.safe_position | the application may not call it",
                "grant execute on function holdfast.safe_position() to public | EVENTS_UNGUARDED | holdfast.safe_position | everybody",
                "alter function holdfast.close_stream(text, text, bigint) security invoker | EVENTS_UNGUARDED | holdfast.close_stream | it runs with its caller's rights",
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
        Position last = holdfast.tenant(Newsroom.A).events().lastPosition();
        assertThat(holdfast.tenant(Newsroom.A)
                        .events()
                        .append(stream("article", 1), ExpectedVersion.any(), new ArticleEvent.Published(2))
                        .position())
                .isGreaterThan(last);
    }
}
