package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** An event store without an event, and a session of each role. */
abstract class EventFixture {
    static final String DENIED = "42501";
    static final String INVALID = "22023";
    static final String CHECKED = "23514";
    static final String NOT_NULL = "23502";
    static final String CONFLICT = "HF010";
    static final String CLOSED = "HF011";
    static final String REUSED = "HF012";

    static final String[] TABLES = {"streams", "events", "archived_events", "personal_data", "snapshots"};

    static Database database;

    Session app;
    Session owner;
    Session across;
    Session superuser;

    @BeforeAll
    static void migrate() {
        database = Database.create().update(Database.HOLDFAST);
    }

    @BeforeEach
    void empty() {
        app = database.app();
        owner = database.owner();
        across = database.across();
        superuser = database.session(Cluster.SUPERUSER);
        across.run("delete from holdfast.streams; delete from holdfast.snapshots; delete from holdfast.personal_data;"
                + " delete from holdfast.archived_events; delete from holdfast.events");
    }

    @AfterEach
    void close() {
        app.close();
        owner.close();
        across.close();
        superuser.close();
    }

    /** The call of append_event, of one event without a word of it, to a stream of category article. */
    static String event(String stream, Object expected) {
        return event(stream, expected, "gen_random_uuid()");
    }

    static String event(String stream, Object expected, String id) {
        return "select event_version from holdfast.append_event('article', '" + stream + "', " + expected
                + ", 'Drafted', '{}', event_id => " + id + ")";
    }

    static String id(int number) {
        return "'00000000-0000-7000-8000-%012d'::uuid".formatted(number);
    }

    /**
     * Each stream's version is that of its last event, without a hole before it; no event is without its stream, or has another
     * category.
     */
    void expectSound() {
        assertThat(superuser.rows("""
                select s.tenant_id, s.stream_id, s.version, array_agg(e.version order by e.version)
                from holdfast.streams as s left join (
                    select tenant_id, stream_no, version from holdfast.events
                    union all
                    select tenant_id, stream_no, version from holdfast.archived_events) as e using (tenant_id, stream_no)
                group by s.tenant_id, s.stream_no, s.stream_id, s.version
                having array_agg(e.version order by e.version) is distinct from array(select generate_series(1, s.version))
                """)).isEmpty();
        for (String table : TABLES) {
            assertThat(
                            superuser.rows(
                                    "select * from holdfast." + table + " as t where not exists (select"
                                            + " from holdfast.streams as s where s.tenant_id = t.tenant_id and s.stream_no = t.stream_no)"))
                    .as(table)
                    .isEmpty();
        }
        assertThat(superuser.rows("""
                select from holdfast.streams as s join (
                    select tenant_id, stream_no, category from holdfast.events
                    union all
                    select tenant_id, stream_no, category from holdfast.archived_events) as e using (tenant_id, stream_no)
                where s.category <> e.category
                """)).isEmpty();
    }

    String count(String table) {
        return superuser.one("select count(*) from holdfast." + table);
    }
}
