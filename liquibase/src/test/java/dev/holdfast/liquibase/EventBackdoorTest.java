package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways around the event store's promises, tried in bare SQL. */
class EventBackdoorTest extends EventFixture {
    private static final String ARCHIVE = "select outcome from holdfast.archive_stream('article', 'a', null)";
    private static final String TRUNCATE = "select outcome from holdfast.truncate_stream('article', 'a', 3)";

    @Test
    @DisplayName("X-6 every table is under row-level security, by force")
    void fenced() {
        assertThat(superuser.rows("select relname from pg_class where relnamespace = 'holdfast'::regnamespace"
                        + " and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)"))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "EV-27 the same stream in two tenants: neither sees the other's events, archived ones, personal data, snapshots")
    void tenants() {
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, key(10 + tenant, tenant));
            for (String stream : List.of("a", "b")) {
                String array = "array['" + stream + "']";
                app.rowsIn(
                        tenant,
                        Append.personal(10 + tenant).with("streams", array).select("outcome"));
                app.runIn(tenant, snapshot(stream, 1, "array[" + (10 + tenant) + "]"));
            }
            app.rowsIn(tenant, ARCHIVE);
        }
        for (String table : TABLES) {
            int rows = table.endsWith("events") ? 1 : 2;
            for (int tenant = 1; tenant <= 2; tenant++) {
                assertThat(app.rowsIn(tenant, "select tenant_id from holdfast." + table))
                        .as(table)
                        .hasSize(rows)
                        .containsOnly(String.valueOf(tenant));
            }
            assertThat(app.rowsIn(1, "select * from holdfast." + table + " where tenant_id = 2 or true"))
                    .hasSize(rows);
            assertThat(app.rows("select * from holdfast." + table)).as(table).isEmpty();
            assertThat(app.rowsIn(3, "select * from holdfast." + table))
                    .as(table)
                    .isEmpty();
            assertThat(owner.rows("select * from holdfast." + table)).as(table).isEmpty();
            assertThat(across.rows("select * from holdfast." + table)).as(table).hasSize(2 * rows);
        }
        assertThat(app.rowsIn(2, "select outcome, actual from holdfast.close_stream('article', 'b', 1)"))
                .containsExactly("done|1");
        assertThat(app.rowsIn(1, "select state from holdfast.streams where stream_id = 'b'"))
                .containsExactly("open");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from holdfast.append_event('article', 'a', null, 'Drafted', '{}')",
                "select * from holdfast.close_stream('article', 'a', null)",
                "select * from holdfast.archive_stream('article', 'a', null)",
                "select * from holdfast.truncate_stream('article', 'a', 1)",
                "select * from holdfast.lock_stream('article', 'a', null)",
            })
    @DisplayName("EV-27 without a tenant every function fails, also where a transaction before had one")
    void noTenant(String sql) {
        assertThat(app.refused(sql).sqlState()).isEqualTo(DENIED);
        app.rowsIn(1, event("a", 0));
        assertThat(app.refused(sql).sqlState()).isEqualTo(DENIED);
        assertThat(app.refused(Append.event().select("outcome")).sqlState()).isEqualTo(DENIED);
        assertThat(across.refused(sql).sqlState()).isEqualTo(DENIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into holdfast.events select * from holdfast.events",
                "insert into holdfast.archived_events select * from holdfast.events",
                "insert into holdfast.personal_data select * from holdfast.personal_data",
                "insert into holdfast.streams (tenant_id, category, stream_id, version) values (1, 'article', 'x', 0)",
                "update holdfast.events set data = '1'",
                "update holdfast.streams set version = 0",
                "update holdfast.streams set state = 'open'",
                "update holdfast.archived_events set data = '1'",
                "update holdfast.personal_data set subject = 'eve'",
                "delete from holdfast.events",
                "delete from holdfast.streams",
                "delete from holdfast.archived_events",
                "delete from holdfast.personal_data",
                "select * from holdfast.streams for update",
                "select * from holdfast.events for update",
                "lock table holdfast.events in exclusive mode",
                "alter table holdfast.events disable row level security",
                "alter table holdfast.events disable trigger all",
                "drop trigger zz_holdfast_delete on holdfast.events",
                "select nextval('holdfast.event_positions')",
                "select setval('holdfast.event_positions', 1)",
                "select currval('holdfast.event_positions')",
                "select lastval()",
                "select * from holdfast.event_positions",
                "alter sequence holdfast.event_positions restart",
                "select * from holdfast.lock_stream('article', 'a', null)",
                "create or replace function holdfast.safe_position() returns bigint language sql as 'select 1::bigint'",
                "set session_replication_role = replica",
            })
    @DisplayName("the application changes what is stored by no statement of its own, and draws no position")
    void application(String sql) {
        app.runIn(1, key(11, 1));
        app.rowsIn(1, Append.personal(11).select("outcome"));
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        // The role across tenants may delete, and so lock, and it never drew a position.
        if (!sql.matches("delete .*|lock .*|.*lastval.*")) {
            assertThat(across.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        }
        expectSound();
    }

    @Test
    @DisplayName(
            "TN-12 nobody but the owner may truncate, refer to, or put a trigger on a table, and its triggers stop even that")
    void truncate() {
        for (String table : TABLES) {
            for (Session role : List.of(app, across)) {
                assertThat(role.refused("truncate holdfast." + table).sqlState())
                        .isEqualTo(DENIED);
                assertThat(role.rows("select p from unnest(array['truncate', 'references', 'trigger']) as p"
                                + " where has_table_privilege('holdfast." + table + "', p)"))
                        .as(table)
                        .isEmpty();
            }
        }
        for (String table : List.of("events", "archived_events", "personal_data")) {
            assertThat(superuser.refused("truncate holdfast." + table).sqlState())
                    .isEqualTo(DENIED);
            assertThat(owner.refused("truncate holdfast." + table).sqlState()).isEqualTo(DENIED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "archived_events", "personal_data"})
    @DisplayName(
            "neither the owner nor a superuser changes an event, or deletes one that wasn't truncated, without taking the triggers away")
    void ownerBound(String table) {
        app.rowsIn(1, Append.personal(11).select("outcome"));
        if (table.equals("archived_events")) {
            app.rowsIn(1, ARCHIVE);
        }
        String delete = "delete from holdfast." + table;
        for (Session role : List.of(owner, superuser)) {
            assertThat(role.refusedIn(1, "update holdfast." + table + " set version = version")
                            .sqlState())
                    .isEqualTo(DENIED);
            assertThat(role.refusedIn(1, delete).sqlState()).isEqualTo(DENIED);
        }
        // The tenant that a statement sets midway hides the stream from the trigger's query, but not from the trigger.
        assertThat(owner.refusedIn(
                                1, delete + " where version > 0 and set_config('holdfast.tenant_id', '2', true) = '2'")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(owner.run(delete)).isZero();
        assertThat(count(table)).isEqualTo("1");
        owner.run("begin; alter table holdfast.streams no force row level security;" + " alter table holdfast." + table
                + " no force row level security");
        assertThat(owner.refused(delete).sqlState()).isEqualTo(DENIED);
        owner.run("rollback");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "TN-28 across tenants only truncated events are deleted, and those of a stream that is gone, and then all of them")
    void purged(boolean archived) {
        String events = archived ? "archived_events" : "events";
        app.runIn(1, key(11, 1));
        for (int i = 0; i < 4; i++) {
            app.rowsIn(1, Append.personal(11).select("outcome"));
        }
        app.rowsIn(2, event("a", 0));
        app.runIn(1, snapshot("a", 4, "array[11]"));
        app.rowsIn(1, TRUNCATE);
        if (archived) {
            app.rowsIn(1, ARCHIVE);
        }
        for (String table : List.of(events, "personal_data")) {
            assertThat(across.refused("delete from holdfast." + table + " where tenant_id = 1")
                            .sqlState())
                    .isEqualTo(DENIED);
            assertThat(across.run("delete from holdfast." + table + " where tenant_id = 1 and version < 3"))
                    .isEqualTo(2);
            assertThat(across.refused("delete from holdfast." + table + " where tenant_id = 1")
                            .sqlState())
                    .isEqualTo(DENIED);
        }
        assertThat(across.run("delete from holdfast.streams where tenant_id = 1"))
                .isOne();
        for (String table : List.of(events, "personal_data", "snapshots")) {
            across.run("delete from holdfast." + table + " where tenant_id = 1");
        }
        for (String table : TABLES) {
            assertThat(across.rows("select * from holdfast." + table + " where tenant_id = 1"))
                    .as(table)
                    .isEmpty();
        }
        assertThat(count("events")).isEqualTo("1");
        assertThat(app.rowsIn(1, event("a", 0))).containsExactly("1");
        expectSound();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "'0'",
                "'1'",
                "'-1'",
                "'-5'",
                "'281474976710655'",
                "'281474976710656'",
                "'5207287069147037700'",
                "'9223372036854775807'",
                "'-9223372036854775807'",
                "'-9223372036854775808'",
            })
    @DisplayName(
            "EV-9 whatever the application writes into holdfast.lowest_position, a reader stops before an append under way")
    void forgedLowestPosition(String forged) {
        String forgery = "select set_config('holdfast.lowest_position', " + forged + ", true)";
        app.rowsIn(1, event("before", 0));
        for (boolean forgedFirst : List.of(true, false)) {
            for (boolean savepoint : List.of(false, true)) {
                app.run("begin; set local holdfast.tenant_id = '1'");
                if (savepoint) {
                    app.run("savepoint s");
                    app.rows(event("rolled-back", null));
                    app.run("rollback to savepoint s");
                }
                String append = event("a", null).replace("event_version", "event_position");
                long open = forgedFirst ? 0 : Long.parseLong(app.one(append));
                app.rows(forgery);
                long next = Long.parseLong(app.one(append));
                open = forgedFirst ? next : open;
                try (Session other = database.app()) {
                    other.rowsIn(1, event("b", null));
                    String committed = other.rowsIn(1, "select max(position) from holdfast.events")
                            .get(0);
                    long safe = Long.parseLong(other.one("select holdfast.safe_position()"));
                    assertThat(safe).isLessThan(open);
                    assertThat(Long.parseLong(committed)).isGreaterThan(open);
                    app.run("commit");
                    assertThat(other.one("select holdfast.safe_position()")).isEqualTo(committed);
                }
            }
        }
        expectSound();
    }

    @ParameterizedTest
    @CsvSource({"x, 22P02", "1.5, 22P02", "9223372036854775808, 22003"})
    @DisplayName("EV-9 what isn't a position there is refused with the append")
    void garbledLowestPosition(String forged, String sqlState) {
        app.run("set holdfast.lowest_position = '" + forged + "'");
        assertThat(app.refusedIn(1, event("a", null)).sqlState()).isEqualTo(sqlState);
        expectSound();
        assertThat(count("streams")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from holdfast.append_event('article', 's' || set_config('holdfast.tenant_id', '2', true), null, 'T', '{}')",
                "select * from holdfast.append_event('article', 's', null, 'T', jsonb_build_object('x',"
                        + " set_config('holdfast.tenant_id', '2', true)))",
                "with s as materialized (select set_config('holdfast.tenant_id', '2', true) as x),"
                        + " e as materialized (select e.* from s, lateral holdfast.append_event('article', 's' || x, null, 'T', '{}') as e)"
                        + " select * from e, holdfast.streams",
                "select holdfast.append_event('article', 's', null, 'T', '{}'), set_config('holdfast.tenant_id', '2', true),"
                        + " holdfast.append_event('article', 's', null, 'T', '{}')",
                "select holdfast.append_event('article', 's', null, 'T', '{}'),"
                        + " set_config('holdfast.tenant_id', (n % 3 + 1)::text, true) from generate_series(1, 7) as n",
                "select holdfast.append_events(array['article', 'article'], array['s', 't'], array[null, null]::bigint[],"
                        + " array[1, 2], array[gen_random_uuid(), gen_random_uuid()],"
                        + " array['T', set_config('holdfast.tenant_id', '2', true)], array[1, 1], array['{}', '{}'], '{}', array[1],"
                        + " array['m'], array['bob'], array['\\x01000000000000000b' || decode(repeat('00', 28), 'hex')])",
                "select holdfast.archive_stream('article', 'kept' || left(set_config('holdfast.tenant_id', '2', true), 0), null)",
                "select holdfast.close_stream('article', 'kept', null) from set_config('holdfast.tenant_id', '2', true) as t",
            })
    @DisplayName("EV-27 a tenant that changes within a statement: every call is of one tenant as a whole")
    void tenantChangedMidway(String sql) {
        app.rowsIn(1, event("kept", 0));
        app.rowsIn(3, event("kept", 0));
        app.runIn(1, sql);
        assertThat(superuser.rows("select stream_id, state, version from holdfast.streams"
                        + " where tenant_id in (1, 3) and stream_id = 'kept'"))
                .containsExactly("kept|open|1", "kept|open|1");
        expectSound();
    }

    private static String one(String tenant, String stream) {
        return "holdfast.append_one('article', '" + stream + "', null, gen_random_uuid(), 'Drafted', 1, '{}', null, "
                + tenant + ", 'ann', '', 'r-1')";
    }

    @Test
    @DisplayName(
            "EV-27 a tenant given to append_one is that one alone: refused where another is set, and gone behind the call")
    void tenantGiven() {
        app.rowsIn(1, event("s", 0));
        assertThat(app.refusedIn(1, "select " + one("2", "s")).sqlState()).isEqualTo("HF014");
        assertThat(app.refused("select " + one("null", "s")).sqlState()).isEqualTo(DENIED);
        assertThat(app.rowsIn(1, "select (" + one("1", "s") + ")[1:2]")).containsExactly("{0,2}");
        app.run("begin");
        for (String stream : List.of("s", "new")) {
            assertThat(app.one("select (" + one("2", stream) + ")[1:2]")).isEqualTo("{0,1}");
            assertThat(app.rows(
                            "select current_setting('holdfast.tenant_id', true), current_setting('holdfast.actor', true),"
                                    + " current_setting('holdfast.request_id', true)"))
                    .containsExactly("|null|null");
            assertThat(app.rows("select from holdfast.events")).isEmpty();
        }
        app.run("commit");
        assertThat(app.refusedIn(
                                1,
                                "select outcome from holdfast.append_events(array['article'], array['s'], array[null]::bigint[], '{}',"
                                        + " array[gen_random_uuid()], array['Drafted'], array[1], array['{}'], '{}', '{}', '{}', '{}', '{}',"
                                        + " tenant_id => 2)")
                        .sqlState())
                .isEqualTo("HF014");
        app.run("begin");
        app.run("savepoint before");
        assertThat(app.refused("select " + one("2", "s").replace("'{}'", "'not JSON'"))
                        .sqlState())
                .isEqualTo("22P02");
        app.run("rollback to before");
        assertThat(app.one("select current_setting('holdfast.tenant_id', true)"))
                .isEmpty();
        app.run("commit");
        assertThat(superuser.rows("select s.tenant_id, s.stream_id, e.metadata from holdfast.events e"
                        + " join holdfast.streams s using (tenant_id, stream_no) where s.tenant_id = 2 order by 2"))
                .containsExactly(
                        "2|new|{\"actor\": \"ann\", \"correlation\": \"r-1\"}",
                        "2|s|{\"actor\": \"ann\", \"correlation\": \"r-1\"}");
        expectSound();
    }

    @Test
    @DisplayName("EV-27 a query that appends to other tenants sees rows of none of them")
    void tenantsGivenMidway() {
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.rowsIn(tenant, event("kept", 0));
        }
        assertThat(app.rows("select n, e.tenant_id from generate_series(1, 2) as n, lateral (select " + one("n", "kept")
                        + " as appended offset 0) as a left join holdfast.events as e on a.appended is not null"))
                .containsExactly("1|null", "2|null");
        assertThat(superuser.rows("select tenant_id, version from holdfast.streams order by 1"))
                .containsExactly("1|2", "2|2");
        expectSound();
    }

    @Test
    @DisplayName("EV-27 a tenant that changes within a query shows rows of one tenant only")
    void tenantChangedMidRead() {
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.rowsIn(tenant, Append.events(3).select("outcome"));
        }
        assertThat(app.rowsIn(
                        1,
                        "select distinct tenant_id from holdfast.events"
                                + " where set_config('holdfast.tenant_id', (version % 2 + 1)::text, true) <> ''"))
                .hasSize(1);
    }

    @Test
    @DisplayName(
            "TN-27 functions, operators, types and tables of the caller's own in pg_temp change nothing in what runs as the owner")
    void shadowing() {
        app.run("""
                create function pg_temp.current_setting(text, boolean) returns text language sql as $$ select '2' $$;
                create function pg_temp.nextval(regclass) returns bigint language sql as $$ select 1::bigint $$;
                create function pg_temp.abs(bigint) returns bigint language sql as $$ select -5::bigint $$;
                create function pg_temp.cardinality(anyarray) returns int language sql as $$ select 1 $$;
                create function pg_temp.array_dims(anyarray) returns text language sql as $$ select '[1:1]' $$;
                create function pg_temp.clock_timestamp() returns timestamptz language sql as $$ select 'epoch'::timestamptz $$;
                create function pg_temp.pg_advisory_xact_lock_shared(bigint) returns void language sql as $$ $$;
                create function pg_temp.always(bigint, bigint) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = bigint, rightarg = bigint, function = pg_temp.always);
                create function pg_temp.always(text, text) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.always);
                create operator pg_temp.<> (leftarg = text, rightarg = text, function = pg_temp.always);
                create domain pg_temp.uuid as text;
                create domain pg_temp.jsonb as text;
                create temporary table streams (like holdfast.streams);
                create temporary table events (like holdfast.events);
                create temporary table pg_locks (x int);
                """);
        app.run("set search_path = pg_temp, pg_catalog, holdfast");
        assertThat(app.rowsIn(1, event("a", 0))).containsExactly("1");
        assertThat(app.refusedIn(1, event("a", 0)).sqlState()).isEqualTo(CONFLICT);
        assertThat(app.rowsIn(1, "select outcome from holdfast.close_stream('article', 'a', 1)"))
                .containsExactly("done");
        assertThat(app.rowsIn(1, ARCHIVE)).containsExactly("done");
        assertThat(app.one("select holdfast.safe_position()"))
                .isEqualTo(superuser.one("select last_value from holdfast.event_positions"));
        assertThat(superuser.rows(
                        "select tenant_id, recorded_at > now() - interval '1 minute' from holdfast.archived_events"))
                .containsExactly("1|t");
        assertThat(app.one("select count(*) from pg_temp.streams")).isEqualTo("0");
    }

    @Test
    @DisplayName("TN-26 with row_security off a function fails rather than see more")
    void rowSecurityOff() {
        app.rowsIn(1, event("a", 0));
        app.run("set row_security = off");
        assertThat(app.refusedIn(2, event("a", 1)).message()).contains("row-level security");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "categories      | null",
                "categories      | '{}'",
                "categories      | array['article', 'x']",
                "categories      | '[0:0]={article}'",
                "categories      | array[array['article']]",
                "streams         | null",
                "streams         | '{}'",
                "streams         | array[array['a']]",
                "streams         | '[2:2]={a}'",
                "expected        | null",
                "expected        | '{}'",
                "expected        | '{0,0}'",
                "expected        | '[0:0]={5}'",
                "expected        | array[array[5]]",
                "expected        | array[-2]",
                "expected        | array[-5]",
                "expected        | array[(-9223372036854775808)::bigint]",
                "targets         | null",
                "targets         | '{1,1}'",
                "ids             | null",
                "ids             | '{}'",
                "types           | null",
                "types           | '{}'",
                "types           | array['a', 'b']",
                "schema_versions | null",
                "schema_versions | '{1,1}'",
                "data            | null",
                "data            | array['{}', '{}']",
                "metadata        | null",
                "metadata        | array['{}', '{}']",
                "cell_events     | null",
                "cell_events     | '{1}'",
                "members         | null",
                "members         | '{x}'",
                "subjects        | null",
                "cells           | null",
            })
    @DisplayName(
            "arrays that are null, empty, of another length, of several dimensions, or that don't count from 1 are refused")
    void arrays(String argument, String value) {
        app.rowsIn(1, Append.events(2).select("outcome"));
        String drawn = superuser.one("select last_value from holdfast.event_positions");
        assertThat(app.refusedIn(1, Append.event().with(argument, value).select("outcome"))
                        .sqlState())
                .isEqualTo(INVALID);
        assertThat(superuser.one("select last_value from holdfast.event_positions"))
                .isEqualTo(drawn);
        expectSound();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "categories      | array[null]::text[]         | 22023",
                "categories      | array['']                   | 22023",
                "streams         | array[null]::text[]         | 22023",
                "streams         | array['']                   | 22023",
                "targets         | '{2}'                       | 23502",
                "targets         | '{-5}'                      | 23502",
                "ids             | array[null]::uuid[]         | 23502",
                "types           | array[null]::text[]         | 22023",
                "types           | array['']                   | 22023",
                "schema_versions | array[null]::int[]          | 22023",
                "schema_versions | '{0}'                       | 22023",
                "data            | array[null]::text[]         | 23502",
                "data            | array['{']                  | 22P02",
                "data            | array['{\"a\":\"\\u0000\"}'] | 22P05",
                "metadata        | array['{']                  | 22P02",
            })
    @DisplayName("EV-33 elements that are null or nothing that can be stored are refused")
    void elements(String argument, String value, String sqlState) {
        app.rowsIn(1, Append.events(2).select("outcome"));
        assertThat(app.refusedIn(1, Append.event().with(argument, value).select("outcome"))
                        .sqlState())
                .isEqualTo(sqlState);
        expectSound();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "targets    | '{}'",
                "targets    | '{1}'",
                "targets    | '{1,1}'",
                "targets    | '{1,3}'",
                "targets    | '{0,1}'",
                "targets    | '{2000000000,1}'",
                "targets    | '{-2000000000,1}'",
                "targets    | '{1,null}'",
                "targets    | array[array[1, 2]]",
                "targets    | '[0:1]={1,2}'",
                "targets    | null",
                "streams    | array['a', 'a']",
                "streams    | array['a', null]",
                "expected   | '{0,-7}'",
                "expected   | '[0:1]={0,0}'",
                "ids        | array['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001']::uuid[]",
                "ids        | array[gen_random_uuid(), null]",
            })
    @DisplayName("so are targets that name no stream, streams named twice, and one id of two events")
    void several(String argument, String value) {
        app.rowsIn(1, Append.events(2).select("outcome"));
        assertThat(app.refusedIn(1, Append.toTwoStreams().with(argument, value).select("outcome"))
                        .sqlState())
                .isIn(INVALID, NOT_NULL);
        expectSound();
    }

    @Test
    @DisplayName("arrays that unnest in order are taken whatever their dimensions, and a huge one is appended")
    void odd() {
        assertThat(app.rowsIn(
                        1,
                        Append.events(2)
                                .with("data", "array[array['1', '2']]")
                                .with("types", "'[5:6]={A,B}'")
                                .with("targets", "'{1,1}'")
                                .select("versions")))
                .containsExactly("{1,2}");
        assertThat(app.rowsIn(1, "select type, data from holdfast.events order by version"))
                .containsExactly("A|1", "B|2");
        assertThat(app.rowsIn(1, Append.events(50_000).select("cardinality(versions), versions[50000]")))
                .containsExactly("50000|50002");
        expectSound();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "cells ; array['\\x00'::bytea || decode(repeat('00', 40), 'hex')] ; 23514",
                "cells ; array[convert_to(repeat('clear text ', 9), 'UTF8')] ; 23514",
                "cells ; array[''::bytea] ; *",
                "cells ; array['\\x01'::bytea] ; *",
                "cells ; array[null]::bytea[] ; 23502",
                "cell_events ; '{2}' ; 23502",
                "cell_events ; '{0}' ; 23502",
                "cell_events ; '{-1}' ; 23502",
                "cell_events ; array[null]::int[] ; 23502",
                "members ; array[null]::text[] ; 23502",
                "members ; array[''] ; 23514",
                "subjects ; array[null]::text[] ; 23502",
                "subjects ; array[''] ; 23514",
            })
    @DisplayName("EV-28 personal data in clear text is refused, and so is data of no event, member or subject")
    void personalData(String argument, String value, String sqlState) {
        app.rowsIn(1, Append.personal(11).select("outcome"));
        String refusal = app.refusedIn(
                        1, Append.personal(11).with(argument, value).select("outcome"))
                .sqlState();
        if (!sqlState.equals("*")) {
            assertThat(refusal).isEqualTo(sqlState);
        }
        assertThat(count("personal_data")).isEqualTo("1");
        expectSound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close_stream", "archive_stream"})
    @DisplayName("a stream is closed and archived at a version, not at one that can't be")
    void expectedOfLife(String function) {
        app.rowsIn(1, event("a", 0));
        for (String expected : List.of("-2", "-5")) {
            assertThat(app.refusedIn(1, "select * from holdfast." + function + "('article', 'a', " + expected + ")")
                            .sqlState())
                    .isEqualTo(INVALID);
        }
        assertThat(app.rowsIn(1, "select outcome from holdfast." + function + "('article', null, null)"))
                .containsExactly("missing");
        assertThat(app.rowsIn(1, "select state from holdfast.streams")).containsExactly("open");
    }

    @Test
    @DisplayName("an archiving waits for an append under way and takes its event along")
    void archiveWaits() throws InterruptedException {
        app.rowsIn(1, event("a", 0));
        app.run("begin; set local holdfast.tenant_id = '1'");
        app.rows(event("a", 1));
        try (Waiting archiving = new Waiting(
                database, Cluster.APP, "begin; set local holdfast.tenant_id = '1'; " + ARCHIVE + "; commit")) {
            archiving.awaitLock(superuser);
            app.run("commit");
            assertThat(archiving.outcome()).isEqualTo("done");
        }
        assertThat(app.rowsIn(1, "select version from holdfast.archived_events order by version"))
                .containsExactly("1", "2");
        assertThat(count("events")).isEqualTo("0");
        expectSound();
    }

    @Test
    @DisplayName("an append waits for an archiving under way, and finds the stream archived")
    void appendWaits() throws InterruptedException {
        app.rowsIn(1, event("a", 0));
        app.run("begin; set local holdfast.tenant_id = '1'");
        app.rows(ARCHIVE);
        try (Waiting appending = new Waiting(
                database, Cluster.APP, "begin; set local holdfast.tenant_id = '1'; " + event("a", null) + "; commit")) {
            appending.awaitLock(superuser);
            app.run("commit");
            assertThat(appending.outcome()).isEqualTo(CLOSED);
        }
        expectSound();
    }

    @Test
    @DisplayName("one id to two streams at the same moment: one of them gets it")
    void sameIdAtOnce() throws InterruptedException {
        app.run("begin; set local holdfast.tenant_id = '1'");
        app.rows(event("a", 0, id(1)));
        try (Waiting appending = new Waiting(
                database,
                Cluster.APP,
                "begin; set local holdfast.tenant_id = '1'; " + event("b", 0, id(1)) + "; commit")) {
            appending.awaitLock(superuser);
            app.run("commit");
            assertThat(appending.outcome()).isEqualTo(REUSED);
        }
        assertThat(app.refusedIn(1, event("b", 0, id(1))).sqlState()).isEqualTo(REUSED);
        expectSound();
    }

    private static String key(int id, int tenant) {
        // One key of a subject is active: the one before stays from an earlier test, since keys aren't deleted.
        return "update holdfast.data_keys set state = 'superseded' where subject = 'bob" + id
                + "' and state = 'active';"
                + " insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key) values (" + id
                + ", '" + tenant + "', 'bob" + id + "', 'data', '\\x01', 'master') on conflict do nothing";
    }

    private static String snapshot(String stream, int version, String keys) {
        return snapshot(stream, version, "null", keys);
    }

    private static String snapshot(String stream, int version, String cells, String keys) {
        return "insert into holdfast.snapshots (tenant_id, stream_no, version, schema_version, type, state, cells, key_ids)"
                + " select tenant_id, stream_no, " + version + ", 1, 'article', '{}', " + cells + "::bytea[], " + keys
                + "::bigint[] from holdfast.streams where stream_id = '" + stream + "'"
                + " on conflict (tenant_id, stream_no, type, schema_version)"
                + " do update set version = excluded.version, event_id = excluded.event_id, cells = excluded.cells, key_ids = excluded.key_ids";
    }

    @Test
    @DisplayName("a snapshot is of a version that its stream has, in its own tenant")
    void snapshots() {
        app.rowsIn(1, Append.events(2).select("outcome"));
        app.rowsIn(2, event("a", 0));
        assertThat(app.refusedIn(1, snapshot("a", 3, "null")).sqlState()).isEqualTo(CHECKED);
        assertThat(app.refusedIn(1, snapshot("a", 0, "null")).sqlState()).isEqualTo(CHECKED);
        assertThat(app.runIn(1, snapshot("a", 2, "null"))).isOne();
        assertThat(app.refusedIn(1, "update holdfast.snapshots set version = 3").sqlState())
                .isEqualTo(CHECKED);
        assertThat(app.refusedIn(1, "update holdfast.snapshots set stream_no = -1")
                        .sqlState())
                .isEqualTo(CHECKED);
        assertThat(app.refusedIn(1, "update holdfast.snapshots set tenant_id = 2")
                        .sqlState())
                .isIn(CHECKED, DENIED);
        assertThat(app.refusedIn(
                                1,
                                "insert into holdfast.snapshots (tenant_id, stream_no, version, schema_version, type, state)"
                                        + " values (2, (select stream_no from holdfast.streams), 1, 1, 'article', '{}')")
                        .sqlState())
                .isIn(CHECKED, DENIED);
        assertThat(app.runIn(2, "delete from holdfast.snapshots")).isZero();
        assertThat(app.runIn(1, "delete from holdfast.snapshots")).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "array['\\x00'::bytea || decode(repeat('00', 40), 'hex')] ; array[11]",
                "array[''::bytea] ; array[11]",
                "array['\\x01'::bytea] ; array[11]",
                "array[null]::bytea[] ; array[11]",
                "array['\\x010000000000000b'::bytea || decode(repeat('00', 40), 'hex')] ; null",
                "array['\\x010000000000000b00'::bytea || decode(repeat('00', 40), 'hex')] ; array[12]",
            })
    @DisplayName("EV-28 a snapshot's cells are encrypted, and none is by a key that the snapshot doesn't name")
    void snapshotCells(String cells, String keys) {
        app.runIn(1, key(11, 1));
        app.rowsIn(1, event("a", 0));
        assertThat(app.refusedIn(1, snapshot("a", 1, cells, keys)).sqlState()).isEqualTo(CHECKED);
        assertThat(app.runIn(1, snapshot("a", 1, "array[" + Cells.encrypted(11) + "]", "array[11]")))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shred_subject", "plain", "shred_tenant", "superuser"})
    @DisplayName(
            "EV-28 a snapshot goes with the key of anybody whose data is in it, whoever shreds, and isn't stored again")
    void shredded(String how) {
        int key = 100 + how.length();
        int tenant = 10 + how.length();
        app.runIn(tenant, key(key, tenant));
        app.runIn(tenant, key(key + 100, tenant));
        for (String stream : List.of("a", "b", "c")) {
            app.rowsIn(tenant, event(stream, 0));
        }
        app.runIn(
                tenant,
                snapshot("a", 1, "array[" + Cells.encrypted(key) + "]", "array[" + key + ", " + (key + 100) + "]"));
        app.runIn(tenant, snapshot("b", 1, "array[" + (key + 100) + "]"));
        app.runIn(tenant, snapshot("c", 1, "null"));
        String update = "update holdfast.data_keys set state = 'shredded' where id = " + key;
        switch (how) {
            case "shred_subject" -> app.rowsIn(tenant, "select holdfast.shred_subject('bob" + key + "')");
            case "plain" -> app.runIn(tenant, update);
            case "shred_tenant" -> across.rows("select holdfast.shred_tenant('" + tenant + "')");
            default -> superuser.run(update);
        }
        assertThat(app.rowsIn(
                        tenant,
                        "select stream_id from holdfast.snapshots join holdfast.streams using (stream_no) order by 1"))
                .isEqualTo(how.equals("shred_tenant") ? List.of("c") : List.of("b", "c"));
        assertThat(app.runIn(tenant, snapshot("a", 1, "array[" + key + "]"))).isZero();
        assertThat(app.runIn(tenant, snapshot("c", 1, "array[" + key + "]"))).isZero();
    }

    @Test
    @DisplayName("EV-28 nor is one whose keys are unknown here, or are another tenant's or no tenant's")
    void foreignKeys() {
        app.runIn(1, key(11, 1));
        app.runIn(2, key(12, 2));
        app.run(key(13, 0).replace("'0'", "''"));
        app.rowsIn(1, event("a", 0));
        for (String keys : List.of("array[99]", "array[11, 12]", "array[13]", "array[11, null]")) {
            assertThat(app.runIn(1, snapshot("a", 1, keys))).as(keys).isZero();
        }
        assertThat(app.runIn(1, snapshot("a", 1, "array[11, 11]"))).isOne();
        assertThat(count("snapshots")).isEqualTo("1");
    }

    @Test
    @DisplayName("EV-28 a tenant that changes midway through a shredding keeps no snapshot from being dropped")
    void shreddedMidway() {
        app.runIn(1, key(21, 1));
        app.runIn(1, key(22, 1));
        app.rowsIn(1, event("a", 0));
        app.runIn(1, snapshot("a", 1, "array[21]"));
        // The policy has looked at the setting by the second row, and the triggers run when all is done.
        Session.Refusal refusal = app.refusedIn(
                1,
                "update holdfast.data_keys set state = case id when 21 then 'shredded'"
                        + " else left('shredded' || set_config('holdfast.tenant_id', '2', true), 8) end where id in (21, 22)");
        assertThat(refusal.message()).isEqualTo("A data key of another tenant can't be shredded");
        assertThat(count("snapshots")).isEqualTo("1");
    }

    @Test
    @DisplayName("EV-28 a snapshot that is stored during a shredding waits for it, and isn't stored")
    void snapshotWaits() throws InterruptedException {
        app.runIn(1, key(31, 1));
        app.rowsIn(1, event("a", 0));
        app.run("begin; set local holdfast.tenant_id = '1'");
        app.rows("select holdfast.shred_subject('bob31')");
        try (Waiting storing = new Waiting(
                database,
                Cluster.APP,
                "begin; set local holdfast.tenant_id = '1'; select count(*) from holdfast.data_keys; "
                        + snapshot("a", 1, "array[31]") + "; commit")) {
            storing.awaitLock(superuser);
            app.run("commit");
            assertThat(storing.outcome()).isEqualTo("done");
        }
        assertThat(count("snapshots")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select holdfast.shred_subject('bob32')",
                "update holdfast.data_keys set state = 'shredded' where id = 32"
            })
    @DisplayName("EV-28 a shredding waits for a snapshot that is being stored, and takes it along")
    void shreddingWaits(String shred) throws InterruptedException {
        int key = shred.startsWith("select") ? 32 : 33;
        app.runIn(1, key(key, 1));
        app.rowsIn(1, event("a", 0));
        app.run("begin; set local holdfast.tenant_id = '1'; " + snapshot("a", 1, "array[" + key + "]"));
        try (Waiting shredding = new Waiting(
                database,
                Cluster.APP,
                "begin; set local holdfast.tenant_id = '1'; " + shred.replace("32", String.valueOf(key))
                        + "; commit")) {
            shredding.awaitLock(superuser);
            app.run("commit");
            assertThat(shredding.outcome()).isEqualTo("done");
        }
        assertThat(count("snapshots")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    @DisplayName(
            "EV-28 a transaction that sees the past can't store a snapshot of personal data, nor ask how far to read")
    void isolation(String level) {
        app.runIn(1, key(11, 1));
        app.rowsIn(1, event("a", 0));
        app.run("begin isolation level " + level + "; set local holdfast.tenant_id = '1'");
        assertThat(app.refused(snapshot("a", 1, "array[11]")).sqlState()).isEqualTo("25000");
        app.run("rollback; begin isolation level " + level + "; set local holdfast.tenant_id = '1'");
        assertThat(app.run(snapshot("a", 1, "null"))).isOne();
        assertThat(app.refused("select holdfast.safe_position()").sqlState()).isEqualTo("25000");
        app.run("rollback");
    }

    private static final String OTHER_CHECKPOINT = "HF013";

    /** Tenants 1 and 2 with an event each, and the checkpoint at the latter. */
    private String checkpoint() {
        app.rowsIn(1, event("a", 0, id(1)));
        app.rowsIn(2, event("a", 0, id(2)));
        return app.one("select holdfast.checkpoint_at(holdfast.safe_position())");
    }

    @Test
    @DisplayName("EV-43 a checkpoint is refused by SQL alone: from the future, of another event, of another store")
    void checkpoints() {
        String last = checkpoint();
        String[] parts = last.substring(1).split("\\.");
        for (Session session : List.of(app, across)) {
            assertThat(session.one("select holdfast.check_checkpoint('" + last + "')"))
                    .isEqualTo(parts[0]);
            assertThat(session.one("select holdfast.check_checkpoint('c0')")).isEqualTo("0");
            for (String[] wrong : new String[][] {
                {last.replace("c" + parts[0], "c" + (Long.parseLong(parts[0]) + 1)), "lies above all"},
                {last.replace(parts[1], "0123456789abcdef"), "another event"},
                {last.replace("c" + parts[0], "c" + (Long.parseLong(parts[0]) - 1)), "another event"},
            }) {
                Session.Refusal refusal = session.refused("select holdfast.check_checkpoint('" + wrong[0] + "')");
                assertThat(refusal.sqlState()).isEqualTo(OTHER_CHECKPOINT);
                assertThat(refusal.message()).contains(wrong[1]);
            }
        }
        across.run("delete from holdfast.streams; delete from holdfast.events");
        assertThat(app.one("select holdfast.check_checkpoint('" + last + "')")).isEqualTo(parts[0]);
        assertThat(app.one("select holdfast.checkpoint_at(holdfast.safe_position())"))
                .isEqualTo("c0");
        assertThat(app.refused("select holdfast.check_checkpoint('" + last.replace(parts[2], "ffffffff") + "')")
                        .message())
                .contains("another store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "''", "'c'", "'c1'", "'c01.0123456789abcdef.01234567'", "'c1.0123456789abcdef.0123456g'"
            })
    @DisplayName("EV-43 what isn't a checkpoint is told from one that doesn't fit")
    void noCheckpoint(String text) {
        for (String function : List.of("check_checkpoint", "checkpoint_verdict")) {
            assertThat(app.refused("select holdfast." + function + "(" + text + ")")
                            .sqlState())
                    .isEqualTo(INVALID);
        }
        assertThat(app.refused("select holdfast.checkpoint_at(null)").sqlState())
                .isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    @DisplayName("EV-43 no checkpoint is taken in a transaction that sees the past")
    void checkpointOfThePast(String level) {
        app.run("begin isolation level " + level);
        assertThat(app.refused("select holdfast.check_checkpoint('c0')").sqlState())
                .isEqualTo("25000");
        app.run("rollback");
    }

    @Test
    @DisplayName(
            "EV-27 what looks at all tenants' positions opens no other way to their events, whatever a session sets")
    void everyPosition() {
        String last = checkpoint();
        for (String path :
                List.of("pg_catalog, pg_temp, pg_every_position", "\"pg_catalog, pg_temp, pg_every_position\"")) {
            app.run("set search_path = " + path);
            for (String table : List.of("events", "archived_events", "streams")) {
                assertThat(app.rows("select * from holdfast." + table)).isEmpty();
                assertThat(app.rowsIn(1, "select * from holdfast." + table + " where tenant_id <> 1"))
                        .isEmpty();
            }
            // The functions of the same owner look at their tenant's as before: the id is free, the stream isn't there.
            assertThat(app.rowsIn(
                            3,
                            "select (holdfast.append_one('article', 'a', 0, " + id(2)
                                    + ", 'Drafted', 1, '{}', null))[1:2]"))
                    .containsExactly("{0,1}");
            assertThat(app.rowsIn(4, "select outcome from holdfast.close_stream('article', 'a', null)"))
                    .containsExactly("missing");
            across.run(
                    "delete from holdfast.streams where tenant_id = 3; delete from holdfast.events where tenant_id = 3");
        }
        owner.run("create view public.feed as select tenant_id, type, data from holdfast.events");
        try {
            superuser.run("grant select on public.feed to public");
            app.run("set search_path = pg_catalog, pg_temp, pg_every_position");
            assertThat(app.rows("select * from public.feed")).isEmpty();
            assertThat(app.rowsIn(1, "select * from public.feed where tenant_id <> 1"))
                    .isEmpty();
        } finally {
            owner.run("drop view public.feed");
        }
        app.run("reset search_path");
        assertThat(app.refused("create schema pg_every_position").sqlState()).isIn(DENIED, "42939");
        assertThat(owner.refused("create schema pg_every_position").sqlState()).isEqualTo("42939");
        assertThat(app.one("select holdfast.checkpoint_at(9223372036854775807)"))
                .isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from holdfast.event_store",
                "insert into holdfast.event_store default values",
                "update holdfast.event_store set since = now()",
                "delete from holdfast.event_store",
                "truncate holdfast.event_store",
                "drop policy holdfast_positions on holdfast.events",
                "alter function holdfast.checkpoint_at(bigint) security invoker",
                "create or replace function holdfast.checkpoint_verdict(checkpoint text) returns text language sql as 'select null'",
                "select holdfast.refuse_unordered_read()",
            })
    @DisplayName("EV-43 nobody but the owner says which store it is, or what fits it")
    void storesEpoch(String sql) {
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        assertThat(across.refused(sql).sqlState()).isEqualTo(DENIED);
    }
}
