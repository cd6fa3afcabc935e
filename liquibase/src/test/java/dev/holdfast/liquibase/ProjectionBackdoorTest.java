package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application's role can and can't do to projections, in bare SQL. */
class ProjectionBackdoorTest extends ProjectionFixture {
    private static final List<String> COUNTED =
            List.of("holdfast.projections", "holdfast.projection_partitions", "holdfast.projection_nodes");

    private String state() {
        return String.join(
                "\n",
                superuser.rows("select p::text, q::text from holdfast.projections p"
                        + " join holdfast.projection_partitions q using (projection, version) order by 1, 2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from holdfast.projections",
                "select token from holdfast.projection_partitions",
                "select ctid from holdfast.projection_partitions",
                "select * from holdfast.projection_nodes",
                "select * from holdfast.projection_status",
                "select * from holdfast.held_projections('n')",
                "select holdfast.lease_projections('evil', '{p}', '{1}', '{1}', '1 hour')",
                "select holdfast.release_projections('n', '{00000000-0000-0000-0000-000000000000}')",
                "select holdfast.report_projection(null, 'x', null, true)",
                "select * from holdfast.lock_projection('p')",
                "select holdfast.pause_projection('p')",
                "select holdfast.resume_projection('p')",
                "select holdfast.pause_projection_of_tenant('p', 1)",
                "select holdfast.resume_projection_of_tenant('p', 1)",
                "select holdfast.serve_projection('p', 1)",
                "select holdfast.drop_projection('p', 1)",
                "insert into holdfast.projections (projection, version, partitions) values ('q', 1, 1)",
                "update holdfast.projections set paused = true",
                "delete from holdfast.projections",
                "update holdfast.projection_partitions set checkpoint = 'c9'",
                "select holdfast.swap_projection('p', 1)",
                "insert into holdfast.projection_nodes values ('evil', now())",
                "truncate holdfast.parked_streams",
                "truncate holdfast.projection_tenants",
                "begin; lock table holdfast.projection_partitions in share mode",
                "alter table holdfast.parked_streams disable row level security",
                "drop policy holdfast_tenant on holdfast.parked_streams",
                "create table holdfast.mine (p text references holdfast.projections)",
                "create or replace function holdfast.serving_version(projection text) returns int language sql as 'select 1'",
            })
    @DisplayName(
            "the application sees no token, and leases, pauses, serves and moves nothing by a statement of its own")
    void application(String sql) {
        across.rows(lease("n", "p", 1, 1));
        String before = state();
        assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(DENIED);
        assertThat(app.refused(sql).sqlState()).isEqualTo(DENIED);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "nobody but the owner holds a privilege on the tables without tenants; nor TRUNCATE, REFERENCES, TRIGGER")
    void privileges() {
        for (Session role : List.of(app, across)) {
            for (String table : COUNTED) {
                assertThat(role.one(
                                "select has_any_column_privilege('" + table + "', 'select, insert, update, references')"
                                        + " or has_table_privilege('" + table
                                        + "', 'select, insert, update, delete, truncate, references, trigger')"))
                        .as(table)
                        .isEqualTo("f");
            }
            assertThat(role.rows("select t, p from unnest(array['parked_streams', 'projection_tenants']) as t,"
                            + " unnest(array['truncate', 'references', 'trigger']) as p"
                            + " where has_table_privilege('holdfast.' || t, p)"))
                    .isEmpty();
        }
        assertThat(across.refused("select * from holdfast.projection_partitions")
                        .sqlState())
                .isEqualTo(DENIED);
    }

    @Test
    @DisplayName("no view that anybody may read has the token in it")
    void noTokenInViews() {
        across.rows(lease("n", "p", 1, 1));
        String token = token("n", 0);
        for (String view : List.of("projection_positions", "projection_status")) {
            assertThat(across.rows("select v::text from holdfast." + view + " v"))
                    .hasSize(1)
                    .allSatisfy(row -> assertThat(row).doesNotContain(token));
        }
        assertThat(app.rows("select to_jsonb(v)::text from holdfast.projection_positions v"))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row).doesNotContain(token).doesNotContain("error"));
        assertThat(app.refused("select token from holdfast.projection_positions")
                        .sqlState())
                .isEqualTo("42703");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'00000000-0000-0000-0000-000000000000'", "gen_random_uuid()"})
    @DisplayName("EV-53 a checkpoint moves by the partition's token alone, and from where it is alone")
    void checkpointNeedsToken(String forged) {
        across.rows(lease("n", "p", 1, 2));
        String token = token("n", 0);
        String move = "select holdfast.advance_projection('p', 1, 0, %s, '%s', 'c5')";
        assertThat(app.refusedIn(1, move.formatted(forged, "c0")).sqlState()).isEqualTo(LOST);
        assertThat(app.refusedIn(1, move.formatted("'" + token("n", 1) + "'", "c0"))
                        .sqlState())
                .as("another partition's")
                .isEqualTo(LOST);
        assertThat(app.refusedIn(1, move.formatted("'" + token + "'", "c1")).sqlState())
                .as("another start")
                .isEqualTo(LOST);
        Session.Refusal refusal = app.refusedIn(1, move.formatted(forged, "c0"));
        assertThat(refusal.toString()).doesNotContain(token);
        app.rowsIn(1, move.formatted("'" + token + "'", "c0"));
        assertThat(app.rows("select partition, position from holdfast.projection_positions order by 1"))
                .containsExactly("0|5", "1|0");
    }

    @Test
    @DisplayName("EV-53 a partition that has no token is moved by nobody, also not by a null")
    void freePartition() {
        across.rows(lease("n", "p", 1, 1));
        across.rows("select holdfast.release_projections('n', array['" + token("n", 0) + "'::uuid])");
        assertThat(app.refused("select holdfast.advance_projection('p', 1, 0, null, 'c0', 'c5')")
                        .sqlState())
                .isEqualTo(LOST);
    }

    @Test
    @DisplayName("EV-27 what is parked, and who is behind, of another tenant is neither seen nor written")
    void fenced() {
        across.rows(lease("n", "p", 1, 1));
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, park(tenant, "p", "s", 3));
            across.rows("select holdfast.pause_projection_of_tenant('p', " + tenant + ")");
        }
        for (String table : List.of("parked_streams", "projection_tenants")) {
            String all = "select tenant_id from holdfast." + table;
            assertThat(app.rowsIn(1, all)).containsExactly("1");
            assertThat(app.rows(all)).isEmpty();
            assertThat(app.rowsIn(3, all)).isEmpty();
            assertThat(owner.rows(all)).isEmpty();
            assertThat(across.rows(all)).containsExactlyInAnyOrder("1", "2");
            for (String write : List.of(
                    "update holdfast." + table + " set tenant_id = 2",
                    "insert into holdfast." + table + " select (r).* from (select json_populate_record(t,"
                            + " '{\"tenant_id\": 2, \"partition\": 7}') as r from holdfast." + table + " t) as s")) {
                assertThat(app.refusedIn(1, write).sqlState()).as(write).isEqualTo(DENIED);
            }
            assertThat(app.runIn(1, "update holdfast." + table + " set position = position"))
                    .isOne();
            assertThat(app.runIn(1, "delete from holdfast." + table)).isOne();
            assertThat(app.runIn(1, "delete from holdfast." + table)).isZero();
            assertThat(across.rows(all)).containsExactly("2");
        }
        assertThat(app.refused(park(1, "p", "t", 3)).sqlState()).isEqualTo(DENIED);
        assertThat(app.refusedIn(1, park(2, "p", "t", 3)).sqlState()).isEqualTo(DENIED);
    }

    @Test
    @DisplayName("EV-27 a key or a foreign key that fails tells nothing of another tenant's row")
    void errorsTellNothing() {
        across.rows(lease("n", "p", 1, 1));
        app.runIn(2, park(2, "p", "s", 3));
        assertThat(app.refusedIn(1, park(2, "p", "s", 3)).sqlState()).isEqualTo(DENIED);
        assertThat(app.refusedIn(1, park(2, "p", "s", 3) + " on conflict do nothing")
                        .sqlState())
                .isEqualTo(DENIED);
        assertThat(app.refusedIn(1, park(1, "nowhere", "s", 3)).sqlState()).isEqualTo("23503");
    }

    @Test
    @DisplayName("EV-55 a tenant has its own parked streams tried again, and nobody else's; across tenants all are")
    void unpark() {
        across.rows(lease("n", "p", 1, 1));
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, park(tenant, "p", "s", 3));
            app.runIn(tenant, park(tenant, "p", "t", 4));
        }
        String due =
                "select tenant_id, stream_id from holdfast.parked_streams where retry_at <= clock_timestamp() order by 1, 2";
        assertThat(app.one("select holdfast.unpark_stream('p')")).isEqualTo("0");
        assertThat(app.rowsIn(1, "select holdfast.unpark_stream('p', 'article', 't')"))
                .containsExactly("1");
        assertThat(across.rows(due)).containsExactly("1|t");
        assertThat(app.rowsIn(1, "select holdfast.unpark_stream('p')")).containsExactly("2");
        assertThat(across.rows(due)).containsExactly("1|s", "1|t");
        assertThat(across.one("select holdfast.unpark_stream('p')")).isEqualTo("4");
        assertThat(app.rowsIn(1, "select holdfast.unpark_stream('other')")).containsExactly("0");
    }

    @Test
    @DisplayName(
            "EV-28 with a person's keys go the texts of the errors of the tenant's parked streams, by plain SQL too")
    void errorsOfForgotten() {
        across.rows(lease("n", "p", 1, 1));
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(tenant, park(tenant, "p", "s", 3));
            app.runIn(
                    tenant,
                    "update holdfast.parked_streams set error = 'java.lang.X: bob said: no; caused by java.Y: \"no\"'");
            app.runIn(
                    tenant,
                    "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                            + " values (holdfast.data_key_id(), '" + tenant + "', 'bob', 'data', '\\x01', 'master')");
        }
        String errors = "select tenant_id, error from holdfast.parked_streams order by 1";
        app.runIn(1, "update holdfast.data_keys set state = 'superseded' where subject = 'bob'");
        assertThat(across.rows(errors).get(0)).contains("bob said");
        assertThat(app.rowsIn(1, "select holdfast.shred_subject('bob')")).containsExactly("1");
        assertThat(across.rows(errors))
                .containsExactly(
                        "1|java.lang.X: (left out, since a person was forgotten)",
                        "2|java.lang.X: bob said: no; caused by java.Y: \"no\"");
        across.rows("select holdfast.shred_tenant('2')");
        assertThat(across.rows(errors).get(1)).isEqualTo("2|java.lang.X: (left out, since a person was forgotten)");
    }

    @Test
    @DisplayName("EV-57 nobody is told that a projection has a tenant's events whose places the session doesn't see")
    void reached() {
        String reached = "select projection, version, position from holdfast.projection_reached('{p,q}', 1, 3)";
        across.rows(lease("n", "p", 1, 1));
        across.rows("select holdfast.pause_projection_of_tenant('p', 1)");
        app.rows(advance("p", 0, token("n", 0), "c0", "c5"));
        assertThat(app.rowsIn(1, reached)).containsExactly("p|1|0", "q|null|null");
        assertThat(across.rows(reached)).containsExactly("p|1|0", "q|null|null");
        assertThat(app.rowsIn(2, reached)).containsExactly("p|1|null", "q|null|null");
        assertThat(app.rows(reached)).containsExactly("p|1|null", "q|null|null");
        assertThat(app.rowsIn(2, reached.replace("1, 3", "2, 3"))).containsExactly("p|1|5", "q|null|null");
    }

    @Test
    @DisplayName("TN-27 functions, operators and tables of the caller's own in pg_temp change nothing")
    void shadowing() {
        across.rows(lease("n", "p", 1, 1));
        app.run("""
                create function pg_temp.always(text, text) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.always);
                create function pg_temp.always(uuid, uuid) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = uuid, rightarg = uuid, function = pg_temp.always);
                create function pg_temp.always(bigint, bigint) returns boolean language sql as $$ select true $$;
                create operator pg_temp.= (leftarg = bigint, rightarg = bigint, function = pg_temp.always);
                create function pg_temp.current_setting(text, boolean) returns text language sql as $$ select '2' $$;
                create function pg_temp.pg_has_role(oid, text) returns boolean language sql as $$ select true $$;
                create temporary table projection_partitions (token uuid);
                create temporary table pg_policy (polrelid oid);
                """);
        app.run("set search_path = pg_temp, pg_catalog, holdfast");
        app.runIn(2, park(2, "p", "s", 3));
        assertThat(app.refusedIn(1, "select holdfast.advance_projection('p', 1, 0, gen_random_uuid(), 'c0', 'c5')")
                        .sqlState())
                .isEqualTo(LOST);
        assertThat(app.rowsIn(1, "select holdfast.unpark_stream('p')")).containsExactly("0");
        assertThat(app.rowsIn(1, "select position from holdfast.projection_reached('{p}', 2, 3)"))
                .containsExactly("null");
        assertThat(app.rowsIn(1, "select stream_id from holdfast.parked_streams"))
                .isEmpty();
    }

    @Test
    @DisplayName("TN-26 with row_security off the application gets an error, not a part of the rows")
    void rowSecurityOff() {
        app.run("set row_security = off");
        assertThat(app.refusedIn(1, "select * from holdfast.parked_streams").message())
                .contains("row-level security");
        assertThat(app.refusedIn(1, "select holdfast.unpark_stream('p')").message())
                .contains("row-level security");
        assertThat(app.refusedIn(1, "select * from holdfast.projection_reached('{p}', 1, 1)")
                        .message())
                .contains("row-level security");
    }

    @Test
    @DisplayName("EV-53 an error's text, which may have values of any tenant in it, is seen across tenants alone")
    void errorText() {
        across.rows(lease("n", "p", 1, 1));
        across.rows("select holdfast.report_projection('" + token("n", 0) + "', 'tenant 2: secret', null, false)");
        assertThat(across.rows("select state, error, failures from holdfast.projection_status"))
                .containsExactly("failing|tenant 2: secret|1");
        assertThat(app.rows("select v::text from holdfast.projection_positions v"))
                .allSatisfy(row -> assertThat(row).doesNotContain("secret"));
        across.rows("select holdfast.report_projection('" + UUID.randomUUID() + "', 'forged', null, true)");
        across.rows("select holdfast.report_projection(null, 'forged', null, true)");
        assertThat(across.one("select error from holdfast.projection_status")).isEqualTo("tenant 2: secret");
        app.rows(advance("p", 0, token("n", 0), "c0", "c5"));
        assertThat(across.rows("select state, error, failures from holdfast.projection_status"))
                .containsExactly("running|null|0");
    }

    @Test
    @DisplayName("the tables' owner deletes a projection with all that hangs on it, though it sees no tenant's rows")
    void ownerDeletes() {
        across.rows(lease("n", "p", 1, 1));
        app.runIn(2, park(2, "p", "s", 3));
        across.rows("select holdfast.pause_projection_of_tenant('p', 1)");
        assertThat(owner.run("delete from holdfast.projections where projection = 'p'"))
                .isOne();
        assertThat(superuser.one("select (select count(*) from holdfast.parked_streams)"
                        + " + (select count(*) from holdfast.projection_tenants)"
                        + " + (select count(*) from holdfast.projection_partitions)"))
                .isEqualTo("0");
    }
}
