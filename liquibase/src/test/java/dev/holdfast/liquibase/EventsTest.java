package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The event store in plain SQL, as the application uses it. */
class EventsTest extends EventFixture {
    @Test
    @DisplayName("an event gets the next version of its stream, and a position behind all that were committed before")
    void appended() {
        assertThat(app.rowsIn(1, event("a", 0))).containsExactly("1");
        assertThat(app.rowsIn(1, event("a", 1))).containsExactly("2");
        assertThat(app.rowsIn(1, event("a", -1))).containsExactly("3");
        assertThat(app.rowsIn(1, event("a", null))).containsExactly("4");
        assertThat(app.rowsIn(1, event("b", null))).containsExactly("1");
        assertThat(app.rowsIn(
                        1,
                        "select s.stream_id, e.version from holdfast.events as e"
                                + " join holdfast.streams as s using (tenant_id, stream_no) order by e.position"))
                .containsExactly("a|1", "a|2", "a|3", "a|4", "b|1");
        assertThat(app.one("select holdfast.safe_position()"))
                .isEqualTo(superuser.one("select max(position) from holdfast.events"));
        expectSound();
    }

    @Test
    @DisplayName("an event has its stream's category, whatever the order of the batch, archived too")
    void category() {
        app.rowsIn(1, event("a", null));
        app.rowsIn(
                1,
                Append.toTwoStreams()
                        .with("categories", "array['page', 'article']")
                        .with("targets", "array[2, 1]")
                        .select("outcome"));
        app.rowsIn(1, "select * from holdfast.archive_stream('page', 'a', 1)");
        assertThat(app.rowsIn(1, "select category, version from holdfast.events order by position"))
                .containsExactly("article|1", "article|1");
        assertThat(app.rowsIn(1, "select category, version from holdfast.archived_events"))
                .containsExactly("page|1");
        expectSound();
    }

    @ParameterizedTest
    @CsvSource({"a, 0, 2", "a, 1, 2", "a, 3, 2", "new, -1, 0", "new, 1, 0"})
    @DisplayName("EV-4 another version than the expected one is HF010, and says which it is")
    void conflict(String stream, long expected, long actual) {
        app.rowsIn(1, Append.events(2).select("outcome"));
        Session.Refusal refusal = app.refusedIn(1, event(stream, expected));
        assertThat(refusal.sqlState()).isEqualTo(CONFLICT);
        assertThat(refusal.message())
                .isEqualTo("The stream article/" + stream + " was expected at version " + expected + ", and is at "
                        + actual);
        assertThat(app.rowsIn(
                        1,
                        Append.event()
                                .with("streams", "array['" + stream + "']")
                                .with("expected", "array[" + expected + "]")
                                .select("outcome, place, actual, versions")))
                .containsExactly("conflict|1|" + actual + "|null");
        expectSound();
    }

    @Test
    @DisplayName("EV-14 a conflict draws no position, and it and a duplicate leave the stream as it was")
    void nothingDrawn() {
        app.rowsIn(1, event("a", 0, id(1)));
        String state = "select version, recorded_at from holdfast.streams where stream_id = 'a'";
        String before = superuser.one(state);
        String drawn = superuser.one("select last_value from holdfast.event_positions");
        app.refusedIn(1, event("a", 0));
        app.rowsIn(1, event("a", 0, id(1)));
        app.rowsIn(1, Append.toTwoStreams().with("expected", "array[null, 7]").select("outcome"));
        assertThat(superuser.one("select last_value from holdfast.event_positions"))
                .isEqualTo(drawn);
        app.rowsIn(1, event("a", null, id(1))); // which draws one, and leaves it empty
        assertThat(superuser.one(state)).isEqualTo(before);
        assertThat(count("streams")).isEqualTo("1");
    }

    @Test
    @DisplayName("EV-7 the same id again gives the version and position that the event has")
    void duplicate() {
        String columns = "select event_version, event_position";
        String sql = event("a", 0, id(1)).replace("select event_version", columns);
        var first = app.rowsIn(1, sql);
        app.rowsIn(1, event("a", 1));
        assertThat(app.rowsIn(1, sql)).isEqualTo(first);
        assertThat(app.rowsIn(1, event("a", null, id(1)).replace("select event_version", columns)))
                .isEqualTo(first);
        Append batch = Append.events(2).with("ids", "array[" + id(2) + ", " + id(3) + "]");
        var appended = app.rowsIn(1, batch.select("versions, positions"));
        assertThat(app.rowsIn(1, batch.select("outcome, versions, positions")))
                .containsExactly("duplicate|" + appended.get(0));
        app.rowsIn(1, "select holdfast.archive_stream('article', 'a', null)");
        assertThat(app.rowsIn(1, sql)).isEqualTo(first);
        assertThat(app.rowsIn(1, batch.select("outcome, versions, positions")))
                .containsExactly("duplicate|" + appended.get(0));
        expectSound();
    }

    @Test
    @DisplayName("a batch that is there in part is told as that, with the ids that are there")
    void partial() {
        app.rowsIn(1, event("a", 0, id(1)));
        Append batch = Append.events(2).with("ids", "array[" + id(2) + ", " + id(1) + "]");
        assertThat(app.rowsIn(1, batch.select("outcome, known")))
                .containsExactly("partial|{00000000-0000-7000-8000-000000000001}");
        expectSound();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "EV-7 an id that stands in another stream, be that archived, is HF012, and a type of its own makes it another event")
    void reused(boolean archived) {
        app.rowsIn(1, event("a", 0, id(1)));
        if (archived) {
            app.rowsIn(1, "select holdfast.archive_stream('article', 'a', null)");
        }
        Session.Refusal refusal = app.refusedIn(1, event("b", null, id(1)));
        assertThat(refusal.sqlState()).isEqualTo(REUSED);
        assertThat(refusal.message()).contains("000000000001 stands in the stream article/a already");
        assertThat(app.refusedIn(1, event("a", null, id(1)).replace("Drafted", "Published"))
                        .sqlState())
                .isEqualTo(REUSED);
        assertThat(app.rowsIn(
                        1,
                        Append.toTwoStreams()
                                .with("streams", "array['b', 'c']")
                                .with("ids", "array[" + id(1) + ", " + id(2) + "]")
                                .select("outcome, known, known_category, known_stream")))
                .containsExactly("reused|{00000000-0000-7000-8000-000000000001}|article|a");
        assertThat(app.rowsIn(2, event("b", null, id(1))))
                .as("another tenant's")
                .containsExactly("1");
        expectSound();
    }

    @Test
    @DisplayName("a closed stream takes no event, and nor does an archived one: HF011")
    void closed() {
        app.rowsIn(1, event("a", 0));
        assertThat(app.rowsIn(1, "select * from holdfast.close_stream('article', 'a', 0)"))
                .containsExactly("conflict|1");
        assertThat(app.rowsIn(1, "select * from holdfast.close_stream('article', 'a', 1)"))
                .containsExactly("done|1");
        assertThat(app.refusedIn(1, event("a", null)).message()).isEqualTo("The stream article/a is closed");
        assertThat(app.refusedIn(1, event("a", null)).hint())
                .isEqualTo("It takes no more events: begin another stream.");
        assertThat(app.refusedIn(1, event("a", 0)).sqlState()).isEqualTo(CLOSED);
        assertThat(app.rowsIn(1, "select * from holdfast.close_stream('article', 'a', null)"))
                .containsExactly("closed|1");
        assertThat(app.rowsIn(1, "select * from holdfast.archive_stream('article', 'a', 1)"))
                .containsExactly("done|1");
        assertThat(app.refusedIn(1, event("a", 1)).sqlState()).isEqualTo(CLOSED);
        assertThat(app.rowsIn(1, "select version from holdfast.archived_events"))
                .containsExactly("1");
        assertThat(app.rowsIn(1, "select version from holdfast.events")).isEmpty();
        assertThat(app.rowsIn(1, "select * from holdfast.archive_stream('article', 'missing', null)"))
                .containsExactly("missing|0");
        expectSound();
    }

    @Test
    @DisplayName("a stream is truncated up to its end, not beyond, and never back")
    void truncated() {
        app.rowsIn(1, Append.events(3).select("outcome"));
        String first = "select first_version from holdfast.streams";
        for (String before : new String[] {"5", "null", "9223372036854775807"}) {
            assertThat(app.rowsIn(1, "select * from holdfast.truncate_stream('article', 'a', " + before + ")"))
                    .containsExactly("conflict|3");
        }
        assertThat(app.rowsIn(1, first)).containsExactly("1");
        for (String before : new String[] {"4", "2", "0", "-5"}) {
            assertThat(app.rowsIn(1, "select * from holdfast.truncate_stream('article', 'a', " + before + ")"))
                    .containsExactly("done|3");
            assertThat(app.rowsIn(1, first)).containsExactly("4");
        }
        assertThat(app.rowsIn(1, event("a", 3))).containsExactly("4");
        assertThat(across.run("delete from holdfast.events where version < 4")).isEqualTo(3);
        assertThat(app.rowsIn(1, event("a", 4))).containsExactly("5");
    }

    @Test
    @DisplayName(
            "what the session says of itself is in the metadata, and an actor or reason that the caller writes there isn't")
    void metadata() {
        Append told =
                Append.event().with("metadata", "array['{\"k\": \"v\", \"actor\": \"eve\", \"reason\": \"none\"}']");
        app.rowsIn(1, told.select("outcome"));
        app.run("set holdfast.actor = 'user-7'; set holdfast.reason = 'asked to'; set holdfast.request_id = 'r1'");
        app.rowsIn(1, told.select("outcome"));
        app.rowsIn(
                1,
                Append.event()
                        .with("metadata", "array['{\"correlation\": \"c1\"}']")
                        .select("outcome"));
        app.rowsIn(1, event("a", null));
        assertThat(app.rowsIn(1, "select metadata from holdfast.events order by position"))
                .containsExactly(
                        "{\"k\": \"v\"}",
                        "{\"k\": \"v\", \"actor\": \"user-7\", \"reason\": \"asked to\", \"correlation\": \"r1\"}",
                        "{\"actor\": \"user-7\", \"reason\": \"asked to\", \"correlation\": \"c1\"}",
                        "{\"actor\": \"user-7\", \"reason\": \"asked to\", \"correlation\": \"r1\"}");
        for (String other : new String[] {"[]", "null", "1", "\"x\"", "[{\"a\": 1}]"}) {
            assertThat(app.refusedIn(
                                    1,
                                    Append.event()
                                            .with("metadata", "array['" + other + "']")
                                            .select("outcome"))
                            .sqlState())
                    .as(other)
                    .isIn(CHECKED, INVALID);
        }
    }

    @Test
    @DisplayName(
            "EV-32 an append reads no more of a large tenant than of a small one, also before PostgreSQL knows that it is large")
    void planned() {
        Database own = Database.create().update(Database.HOLDFAST);
        String read =
                "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_xact_user_tables where schemaname = 'holdfast'";
        try (Session user = own.app()) {
            user.rowsIn(1, Append.events(3000).select("outcome"));
        }
        String stream = "array['b']";
        Append append = Append.event().with("streams", stream);
        for (Append again : new Append[] {
            append,
            Append.events(2).with("streams", stream),
            append.with("ids", "array[" + id(1) + "]"),
            append.with("expected", "'{0}'")
        }) {
            try (Session user = own.app()) {
                // From the sixth time on the plan is one for all parameters.
                for (int i = 0; i < 10; i++) {
                    user.run("begin; set local holdfast.tenant_id = '1'");
                    long before = Long.parseLong(user.one(read));
                    String outcome = user.one(again.select("outcome"));
                    assertThat(Long.parseLong(user.one(read)) - before)
                            .as("rows read, time %s, %s", i, outcome)
                            .isLessThan(20);
                    user.run("commit");
                }
            }
        }
    }

    @Test
    @Tag("liquibase")
    @DisplayName("down, up again, and down: nothing is left of it")
    void upAndDown() {
        Database own = Database.create().update(Database.HOLDFAST);
        try (Session user = own.app();
                Session all = own.session(Cluster.SUPERUSER)) {
            for (int round = 0; round < 2; round++) {
                own.rollbackAll(Database.HOLDFAST);
                assertThat(all.rows("select nspname from pg_namespace where nspname = 'holdfast'"))
                        .isEmpty();
                own.update(Database.HOLDFAST);
            }
            assertThat(user.rowsIn(1, event("a", 0))).containsExactly("1");
        }
    }

    @Test
    @DisplayName(
            "the rollback refuses to drop events, before anything is gone; whoever wants that drops the tables first")
    void rollbackRefused() {
        Database own = Database.create().update(Database.HOLDFAST);
        try (Session user = own.app();
                Session itsOwner = own.owner()) {
            user.rowsIn(1, event("a", 0));
            assertThatThrownBy(() -> own.rollbackAll(Database.HOLDFAST))
                    .hasMessageContaining("it holds the events of 1 streams");
            assertThat(user.rowsIn(1, event("a", 1))).containsExactly("2");
            assertThat(user.rows("select * from holdfast.streams")).isEmpty();
            itsOwner.run("drop table holdfast.streams, holdfast.events, holdfast.archived_events,"
                    + " holdfast.personal_data, holdfast.snapshots");
            own.rollbackAll(Database.HOLDFAST).update(Database.HOLDFAST);
            assertThat(user.rowsIn(1, event("a", 0))).containsExactly("1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bigint, 9223372036854775807, -1, 09223372036854775807",
        "uuid, 7f5c1f60-5c6b-4d0e-9a39-52d10a8a1f11, 00000000-0000-0000-0000-000000000000, 7F5C1F60-5C6B-4D0E-9A39-52D10A8A1F11",
        "text, acme & söhne, ACME & söhne, acme & söhne",
    })
    @DisplayName("EV-27 tenants of type bigint, uuid and text have events each of their own")
    void types(String type, String first, String second, String written) {
        Database own = Database.create().with("holdfast.tenantType", type).update(Database.HOLDFAST);
        try (Session user = own.app();
                Session all = own.across()) {
            assertThat(user.rowsIn(first, event("a", 0, id(1)))).containsExactly("1");
            assertThat(user.rowsIn(second, event("a", 0, id(1)))).containsExactly("1");
            assertThat(user.rowsIn(written, event("a", 1))).containsExactly("2");
            assertThat(user.rowsIn(written, Append.personal(11).select("versions")))
                    .containsExactly("{3}");
            assertThat(user.rowsIn(first, "select tenant_id, version from holdfast.streams"))
                    .containsExactly(first + "|3");
            assertThat(user.rowsIn(second, "select count(*) from holdfast.events"))
                    .containsExactly("1");
            assertThat(user.rowsIn(second, "select outcome from holdfast.archive_stream('article', 'a', 1)"))
                    .containsExactly("done");
            assertThat(all.run("delete from holdfast.streams where tenant_id = '" + first + "'"))
                    .isOne();
            assertThat(all.run("delete from holdfast.events")).isEqualTo(3);
            assertThat(all.run("delete from holdfast.personal_data")).isOne();
            assertThat(user.rowsIn(second, "select count(*) from holdfast.archived_events"))
                    .containsExactly("1");
        }
    }

    @Test
    @Tag("liquibase")
    @DisplayName("other roles by parameter: the store opens to the new ones, and the old ones keep no right in it")
    void otherRoles() {
        String newApp = Cluster.unique("New App");
        String newAcross = Cluster.unique("New-across");
        superuser.run("create role \"" + newApp + "\" login; create role \"" + newAcross + "\" login");
        Database own = Database.create().update(Database.HOLDFAST);
        try (Session before = own.app();
                Session acrossBefore = own.across()) {
            before.rowsIn(1, event("a", 0));
            // By a superuser, who isn't the owner: the functions go on as the owner, and so must its policy.
            own.as(Cluster.SUPERUSER)
                    .with("holdfast.appRole", newApp)
                    .with("holdfast.acrossRole", newAcross)
                    .update(Database.HOLDFAST);
            assertThat(before.refusedIn(1, event("a", 1)).sqlState()).isEqualTo(DENIED);
            assertThat(before.refusedIn(1, Append.event().select("outcome")).sqlState())
                    .isEqualTo(DENIED);
            assertThat(before.refused("select holdfast.safe_position()").sqlState())
                    .isEqualTo(DENIED);
            assertThat(acrossBefore.refused("select holdfast.safe_position()").sqlState())
                    .isEqualTo(DENIED);
            for (String table : TABLES) {
                assertThat(before.refusedIn(1, "select * from holdfast." + table)
                                .sqlState())
                        .isEqualTo(DENIED);
                assertThat(acrossBefore.refused("delete from holdfast." + table).sqlState())
                        .isEqualTo(DENIED);
            }
        }
        try (Session after = own.session(newApp);
                Session acrossAfter = own.session(newAcross)) {
            assertThat(after.rowsIn(1, event("a", 1))).containsExactly("2");
            assertThat(after.rowsIn(2, "select * from holdfast.events")).isEmpty();
            assertThat(acrossAfter.rows("select version from holdfast.streams")).containsExactly("2");
        }
    }

    @Test
    @DisplayName(
            "a superuser who migrates owns functions that no policy holds, and they are held to the tenant all the same")
    void superuserMigrates() {
        Database own = Database.create().as(Cluster.SUPERUSER).update(Database.HOLDFAST);
        try (Session user = own.app();
                Session all = own.across()) {
            for (int tenant = 1; tenant <= 2; tenant++) {
                assertThat(user.rowsIn(tenant, event("a", 0, id(1)))).containsExactly("1");
                assertThat(user.rowsIn(tenant, event("a", 0, id(1)))).containsExactly("1");
                assertThat(user.refusedIn(tenant, event("b", 0, id(1))).sqlState())
                        .isEqualTo(REUSED);
                assertThat(user.refusedIn(tenant, event("a", 0)).sqlState()).isEqualTo(CONFLICT);
            }
            assertThat(user.refused(event("a", 1)).sqlState()).isEqualTo(DENIED);
            user.rowsIn(1, "select holdfast.archive_stream('article', 'a', null)");
            assertThat(all.rows("select tenant_id, state from holdfast.streams order by 1"))
                    .containsExactly("1|archived", "2|open");
            assertThat(all.rows("select tenant_id from holdfast.archived_events"))
                    .containsExactly("1");
            assertThat(all.rows("select tenant_id from holdfast.events")).containsExactly("2");
        }
        own.as(Cluster.SUPERUSER);
        assertThatThrownBy(() -> own.rollbackAll(Database.HOLDFAST)).hasMessageContaining("events of 2 streams");
    }
}
