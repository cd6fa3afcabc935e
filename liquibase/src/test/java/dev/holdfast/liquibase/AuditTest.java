package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** enableAudit: each change of a row leaves an entry, whoever makes it and by whatever statement. */
@Tag("liquibase")
class AuditTest {
    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                    create table public.article (id bigint primary key, tenant_id bigint, title text, price numeric, at timestamptz,
                        doc json, layout jsonb, secret text, size integer generated always as (length(title)) stored);
                    create table public.note (id bigint primary key, tenant_id bigint, article_id bigint, text text);
                    create table public.country (code text, lang text, name text, primary key (code, lang));
                    grant select, insert, update, delete, truncate on public.country to holdfast_app
                    """))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='article' registry='false'/>"
                                    + "<holdfast:enableTenancy tableName='note' registry='false'/>"
                                    + "<holdfast:enableSoftDelete tableName='note'/>")
                    + Database.changeSet(
                            "audit",
                            "<holdfast:enableAudit tableName='article' excludeColumns='secret'/>"
                                    + "<holdfast:enableAudit tableName='note'/>"
                                    + "<holdfast:enableAudit tableName='country' tenant='false'/>")))
            .sealed();

    private Database database;
    private Session app;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
    }

    @AfterEach
    void close() {
        app.close();
    }

    private List<String> entries(String table) {
        return app.rowsIn(
                1,
                "select concat_ws(' ', action, key, new_key, changes) from holdfast.audit_log where table_name = '"
                        + table + "' order by sequence");
    }

    private List<String> countryEntries() {
        return app.rows(
                "select concat_ws(' ', action, key, changes) from holdfast.audit_log where table_name = 'country'"
                        + " order by sequence");
    }

    private void update(String changes) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), changes)));
    }

    @Test
    @DisplayName(
            "insert, update and delete leave an entry each, with what changed; a generated column too (AH-6),"
                    + " an excluded one never (AH-18); a changed key links both (AH-15); an update of nothing leaves none (AH-10)")
    void entriesOfChanges() {
        app.runIn(1, "insert into article (id, title, price, secret) values (1, 'A', 1.0, 's')");
        app.runIn(1, "update article set title = 'BC', price = 1.00, secret = 't' where id = 1");
        app.runIn(1, "update article set id = 2");
        app.runIn(1, "update article set title = title, secret = 'u'");
        app.runIn(1, "delete from article");
        assertThat(entries("article"))
                .containsExactly(
                        "insert 1",
                        "update 1 {\"size\": [1, 2], \"price\": [1.0, 1.00], \"title\": [\"A\", \"BC\"]}",
                        "update 1 2 {\"id\": [1, 2]}",
                        "delete 2 {\"at\": [null], \"id\": [2], \"doc\": [null], \"size\": [2], \"price\": [1.00],"
                                + " \"title\": [\"BC\"], \"layout\": [null], \"tenant_id\": [1]}");
    }

    @Test
    @DisplayName(
            "AH-11: a json column is compared by its text, and is recorded as it was written; null and JSON's null are told apart")
    void json() {
        app.runIn(1, "insert into article (id, doc, layout) values (1, '{\"a\" :1, \"a\":2}', 'null')");
        app.runIn(1, "update article set doc = '{\"a\":2}', layout = null");
        app.runIn(1, "update article set doc = '{\"a\":2}', layout = '1.0'");
        app.runIn(1, "update article set layout = '1.00'");
        assertThat(entries("article"))
                .containsExactly(
                        "insert 1",
                        "update 1 {\"doc\": [\"{\\\"a\\\" :1, \\\"a\\\":2}\", \"{\\\"a\\\":2}\"], \"layout\": [\"null\", null]}",
                        "update 1 {\"layout\": [null, \"1.0\"]}",
                        "update 1 {\"layout\": [\"1.0\", \"1.00\"]}");
    }

    @Test
    @DisplayName("values are written the same, whatever the session's settings are")
    void settings() {
        app.run("set timezone = 'Asia/Tokyo'; set intervalstyle = 'iso_8601'; set bytea_output = 'escape'");
        app.runIn(1, "insert into article (id, at) values (1, '2026-03-04 05:06:07.5+00')");
        app.runIn(1, "update article set at = 'infinity'");
        assertThat(entries("article"))
                .containsExactly("insert 1", "update 1 {\"at\": [\"2026-03-04 05:06:07.5+00\", \"infinity\"]}");
    }

    @Test
    @DisplayName(
            "AH-20: what is rolled back, by a savepoint too, leaves nothing; what comes behind it has its change set")
    void rollback() {
        app.run("begin");
        app.rows("select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', 'user-7', true)");
        app.run("savepoint s; insert into article (id) values (1); rollback to s; insert into article (id) values (2);"
                + " insert into article (id) values (3); commit");
        app.run("begin");
        app.rows("select set_config('holdfast.tenant_id', '1', true)");
        app.run("insert into article (id) values (4); rollback");
        assertThat(
                        app.rowsIn(
                                1,
                                "select key, actor, count(*) over (partition by change_set_id) from holdfast.audit_log order by key"))
                .containsExactly("2|user-7|2", "3|user-7|2");
        assertThat(app.rowsIn(1, "select count(*) from holdfast.change_sets")).containsExactly("1");
    }

    @Test
    @DisplayName(
            "AH-12: who, why and for which request is the transaction's; the next one has none, and an empty actor is none;"
                    + " one that changes midway makes another change set")
    void context() {
        String set = "select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', '%s', true),"
                + " set_config('holdfast.reason', '%s', true), set_config('holdfast.request_id', '%s', true),"
                + " set_config('holdfast.metadata', '%s', true)";
        app.run("begin");
        app.rows(set.formatted("user-7", "spam", "r-1", "{\"ip\": \"::1\"}"));
        app.run("insert into article (id) values (1)");
        app.rows("select set_config('holdfast.actor', 'user-8', true)");
        app.run("insert into article (id) values (2); insert into article (id) values (3); commit; begin");
        app.rows(set.formatted("", "", "", ""));
        app.run("insert into article (id) values (4); commit");
        assertThat(
                        app.rowsIn(
                                1,
                                "select key, actor, reason, request_id, metadata, dense_rank() over (order by change_set_id), database_role ="
                                        + " session_user, transaction_id = min(transaction_id) over () from holdfast.audit_log order by sequence"))
                .containsExactly(
                        "1|user-7|spam|r-1|{\"ip\": \"::1\"}|1|t|t",
                        "2|user-8|spam|r-1|{\"ip\": \"::1\"}|2|t|t",
                        "3|user-8|spam|r-1|{\"ip\": \"::1\"}|2|t|t",
                        "4|null|null|null|null|3|t|f");
    }

    @Test
    @DisplayName(
            "a table can demand an actor: a write without one fails, in SQL too, and enableHistory doesn't forget it")
    void actorDemanded() {
        update("<holdfast:enableAudit tableName='article' requireActor='true'/>"
                + "<holdfast:enableHistory tableName='article'/>");
        Session.Refusal refusal = app.refusedIn(1, "insert into article (id) values (1)");
        assertThat(refusal.sqlState()).isEqualTo("HF016");
        assertThat(refusal.message()).contains("A change of the table public.article needs to know who makes it");
        app.runIn(1, "select set_config('holdfast.actor', 'user-7', true); insert into article (id) values (1)");
        assertThat(entries("article")).containsExactly("insert 1");
    }

    @Test
    @DisplayName("AH-8: a truncate is in the log")
    void truncate() {
        app.run("insert into country values ('de', 'en', 'Germany'); truncate country");
        assertThat(countryEntries()).containsExactly("insert [\"de\",\"en\"]", "truncate");
    }

    @Test
    @DisplayName(
            "AH-14: bulk statements, upserts, merge, COPY, cascades and other clients are in it; soft delete and purge by their names")
    void everyWay() {
        app.runIn(1, "insert into article (id, title) select i, 'A' from generate_series(1, 3) i");
        app.runIn(
                1,
                "insert into article (id, title) values (3, 'B'), (4, 'B') on conflict (id) do update set title = excluded.title");
        app.runIn(1, "insert into article (id) values (1) on conflict do nothing");
        app.runIn(
                1,
                "merge into article a using (values (1, 'M'), (2, null), (5, 'N')) v (id, title) on a.id = v.id"
                        + " when matched and v.title is null then delete when matched then update set title = v.title"
                        + " when not matched then insert (id, title) values (v.id, v.title)");
        app.runIn(
                1,
                "with gone as (delete from article where id = 4 returning id) insert into article (id) select id + 5 from gone");
        app.runIn(1, "insert into note (id, article_id) values (7, 1)");
        app.runIn(1, "update note set deleted_at = now() where id = 7");
        app.runIn(1, "update note set deleted_at = null where id = 7");
        app.runIn(1, "delete from note_live where id = 7");
        app.runIn(1, "select note_purge(array[7])");
        assertThat(app.rowsIn(
                        1,
                        "select table_name, action, string_agg(key, ',' order by key) from holdfast.audit_log"
                                + " group by change_set_id, table_name, action order by change_set_id, action"))
                .containsExactly(
                        "article|insert|1,2,3",
                        "article|insert|4",
                        "article|update|3",
                        "article|delete|2",
                        "article|insert|5",
                        "article|update|1",
                        "article|delete|4",
                        "article|insert|9",
                        "note|insert|7",
                        "note|soft_delete|7",
                        "note|restore|7",
                        "note|soft_delete|7",
                        "note|purge|7");
    }

    @Test
    @DisplayName("AH-14: what a foreign key deletes or changes is in it, and COPY")
    void cascadesAndCopy() throws Exception {
        try (Session owner = database.owner()) {
            owner.run(
                    "create table parent (id bigint primary key); create table child (id bigint primary key, parent_id bigint"
                            + " references parent on delete cascade on update cascade);"
                            + " grant select, insert, update, delete on parent, child to holdfast_app");
        }
        update("<holdfast:enableAudit tableName='child' tenant='false'/>");
        app.run("insert into parent values (1), (2)");
        app.copyIn("copy child from stdin", "1\t1\n2\t1\n3\t2\n");
        app.run("update parent set id = 9 where id = 2; delete from parent where id = 1");
        assertThat(app.rows("select action, key, changes->'parent_id' from holdfast.audit_log order by sequence"))
                .containsExactly(
                        "insert|1|null",
                        "insert|2|null",
                        "insert|3|null",
                        "update|3|[2, 9]",
                        "delete|1|[1]",
                        "delete|2|[1]");
    }

    @Test
    @DisplayName("AH-17: what can't be recorded isn't done, visibly")
    void failure() {
        try (Session owner = database.owner()) {
            owner.run("alter table holdfast.audit_entries add constraint no_update check (action <> 'update')");
        }
        app.runIn(1, "insert into article (id, title) values (1, 'A')");
        assertThat(app.refusedIn(1, "update article set title = 'B'").sqlState())
                .isEqualTo("23514");
        assertThat(app.rowsIn(1, "select title from article")).containsExactly("A");
    }

    @Test
    @DisplayName("AH-19: a table that is renamed, with what records it, keeps its name in the log")
    void renamed() {
        app.runIn(1, "insert into article (id, title) values (1, 'A')");
        try (Session owner = database.owner()) {
            owner.run("alter table article rename to post");
        }
        app.runIn(1, "update post set title = 'B'");
        assertThat(entries("article")).hasSize(2);
        update("<renameTable oldTableName='post' newTableName='piece'/>");
        app.runIn(1, "delete from piece");
        assertThat(entries("article")).hasSize(3).last().asString().startsWith("delete 1");
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select tgfoid::regproc from pg_trigger where tgrelid = 'piece'::regclass"
                            + " and tgname like '%recorded_update'"))
                    .containsExactly("piece_recorded_update");
        }
    }

    @Test
    @DisplayName(
            "AH-22, X-7: a tenant reads its own entries and change sets alone; who bypasses row-level security, or works across"
                    + " tenants, is recorded under each row's tenant, and the session's setting stays")
    void tenants() {
        try (Session superuser = database.session(Cluster.SUPERUSER);
                Session across = database.across()) {
            superuser.run("begin");
            superuser.rows(
                    "select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.actor', 'root', true)");
            superuser.run("insert into article (id, tenant_id) select i, 1 + i % 3 from generate_series(1, 6) i");
            assertThat(superuser.one("select current_setting('holdfast.tenant_id')"))
                    .isEqualTo("1");
            superuser.run("commit");
            superuser.run(
                    "select set_config('holdfast.tenant_id', 'abc', false); update article set title = 'T' where id = 1");
            across.run("update article set title = 'U' where id in (1, 2)");
            assertThat(across.one("select count(*), count(distinct change_set_id) from holdfast.audit_log"))
                    .isEqualTo("9|6");
        }
        assertThat(app.rowsIn(1, "select key, action, actor from holdfast.audit_log order by sequence"))
                .containsExactly("3|insert|root", "6|insert|root");
        assertThat(app.rowsIn(2, "select key, action from holdfast.audit_log order by sequence"))
                .containsExactly("1|insert", "4|insert", "1|update", "1|update");
        assertThat(app.rowsIn(3, "select count(*) from holdfast.change_sets")).containsExactly("2");
        assertThat(app.rows("select * from holdfast.audit_log")).isEmpty();
        assertThat(app.rows("select * from holdfast.change_sets")).isEmpty();
    }

    @Test
    @DisplayName("AH-22: what belongs to no tenant is read without one, and not with one")
    void withoutTenant() {
        app.run("insert into country values ('de', 'en', 'Germany')");
        app.runIn(1, "update country set name = 'G'");
        assertThat(countryEntries())
                .containsExactly("insert [\"de\",\"en\"]", "update [\"de\",\"en\"] {\"name\": [\"Germany\", \"G\"]}");
        assertThat(entries("country")).isEmpty();
    }

    @Test
    @DisplayName(
            "the application's role can't write, change or remove entries, call what does, or take the triggers away")
    void attacked() {
        app.runIn(1, "insert into article (id) values (1)");
        for (String sql : List.of(
                "insert into holdfast.audit_entries (sequence, recorded_at, change_set_id, table_id, action) values (1, now(), 1, 1, 'x')",
                "update holdfast.audit_entries set action = 'x'",
                "delete from holdfast.audit_entries",
                "truncate holdfast.audit_entries",
                "insert into holdfast.change_sets (actor) values ('x')",
                "update holdfast.change_sets set actor = 'x'",
                "delete from holdfast.change_sets",
                "update holdfast.recorded_tables set audited = false",
                "select * from holdfast.audit_entries_rest",
                "select nextval('holdfast.change_sequence')",
                "select holdfast.change_set(2)",
                "select holdfast.prepare_audit_partitions()",
                "select * from holdfast.drop_audit_partitions(now())",
                "select holdfast.drop_unused_change_sets(now())",
                "select holdfast.disable_audit('article')",
                "alter table article disable trigger all",
                "set session_replication_role = replica",
                "lock table holdfast.audit_upkeep")) {
            assertThat(app.refusedIn(1, sql).sqlState()).as(sql).isIn("42501");
        }
    }

    @Test
    @DisplayName(
            "AH-33: nobody else can put a recording function on a table of their own, and forged settings neither make entries"
                    + " of others nor fail a statement")
    void forged() {
        app.run("create temp table article (id bigint, tenant_id bigint, title text)");
        assertThat(app.refused("create trigger t after insert on pg_temp.article referencing new table as holdfast_new"
                                + " for each statement execute function public.article_recorded_insert()")
                        .sqlState())
                .isEqualTo("42501");
        app.run("drop table pg_temp.article");
        for (String forged : List.of("1", "abc", "'", "{")) {
            app.run("begin");
            app.rows("select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.change_set', '"
                    + forged.replace("'", "''") + "', true), set_config('holdfast.metadata', '"
                    + forged.replace("'", "''") + "', true)");
            app.run("insert into article (id) select coalesce(max(id), 0) + 1 from article; commit");
        }
        assertThat(app.rowsIn(1, "select metadata from holdfast.audit_log order by sequence"))
                .containsExactly("1", "\"abc\"", "\"'\"", "\"{\"");
    }

    @Test
    @DisplayName("AH-33: nor can they where whatever the owner makes is executable by them")
    void executableByDefault() {
        try (Session owner = database.owner()) {
            owner.run("alter default privileges grant execute on functions to holdfast_app");
            owner.rows("select holdfast.renew_recording('article')");
            assertThat(owner.rows("select proname from pg_proc where proname like 'article\\_recorded\\_%'"
                            + " and has_function_privilege('holdfast_app', oid, 'execute')"))
                    .isEmpty();
        }
        forged();
    }

    @Test
    @DisplayName(
            "AH-25: where a month's partition is missing, writes go on, upkeep makes it and moves what came meanwhile")
    void partitionMissing() {
        app.runIn(1, "insert into article (id) values (1)");
        try (Session owner = database.owner();
                Session across = database.across()) {
            assertThat(owner.rows("select relname from pg_class where relname ~ '^audit_entries_\\d{4}_\\d\\d$'"))
                    .hasSize(4);
            owner.run(
                    "do $$ declare part regclass; begin for part in select oid::regclass from pg_class where relname ~"
                            + " '^audit_entries_\\d{4}_\\d\\d$' loop execute format('drop table %s', part); end loop; end $$");
            app.runIn(1, "insert into article (id) values (2)");
            assertThat(across.one("select tableoid::regclass from holdfast.audit_entries"))
                    .isEqualTo("holdfast.audit_entries_rest");
            assertThat(across.one("select holdfast.prepare_audit_partitions(1)"))
                    .isEqualTo("2");
            assertThat(across.one("select holdfast.prepare_audit_partitions(1)"))
                    .isEqualTo("0");
            assertThat(
                            across.one(
                                    "select tableoid::regclass::text ~ 'audit_entries_\\d{4}_\\d\\d$' from holdfast.audit_entries"))
                    .isEqualTo("t");
        }
        app.runIn(1, "update article set title = 'A' where id = 2");
        assertThat(entries("article"))
                .containsExactly("insert 2", "update 2 {\"size\": [null, 1], \"title\": [null, \"A\"]}");
    }

    @Test
    @DisplayName("what a database grants on new tables isn't granted on partitions, or is taken back")
    void defaultPrivileges() {
        String rights =
                "select relname, relacl from pg_class c where relname ~ '^audit_entries_(rest|\\d{4}_\\d\\d)$' and exists ("
                        + "select from aclexplode(relacl) a where a.grantee <> relowner)";
        try (Session owner = database.owner()) {
            owner.run("alter default privileges grant all on tables to holdfast_app, holdfast_across;"
                    + " alter default privileges grant truncate on tables to public");
            owner.one("select holdfast.prepare_audit_partitions(12)");
            assertThat(owner.rows(rights)).isEmpty();
            assertThat(app.refused("truncate holdfast.audit_entries_"
                                    + owner.one("select to_char(now() + interval '8 months', 'YYYY_MM')"))
                            .sqlState())
                    .isEqualTo("42501");
            owner.run("create table holdfast.audit_entries_2020_01 (like holdfast.audit_entries);"
                    + " grant truncate on holdfast.audit_entries_rest to holdfast_app");
            assertThat(owner.rows(rights)).hasSize(2);
            owner.run("delete from databasechangelog where id = 'audit-access'");
        }
        database.update(Database.HOLDFAST);
        try (Session owner = database.owner()) {
            assertThat(owner.rows(rights)).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "whatever is told of a change, it goes through: long texts are told by how they begin, what is no JSON is a text")
    void toldAtLength() {
        app.run("begin");
        app.rows(
                "select set_config('holdfast.tenant_id', '1', true), set_config('holdfast.metadata', repeat('[', 100000), true),"
                        + " set_config('holdfast.reason', repeat('r', 5000), true), set_config('holdfast.request_id', (select string_agg(md5(n::text), '')"
                        + " from generate_series(1, 1000) n), true), set_config('holdfast.actor', repeat('ä', 500) || 'b', true)");
        app.run("insert into article (id) values (1); insert into article (id) values (2); commit");
        app.runIn(
                1, "select set_config('holdfast.actor', repeat('ä', 500), true); insert into article (id) values (3)");
        assertThat(app.rowsIn(
                        1,
                        "select actor = repeat('ä', 200) || '… (1001 bytes, SHA-256 ' || encode(sha256(convert_to(repeat('ä', 500) || 'b', 'UTF8')), 'hex') || ')',"
                                + " octet_length(request_id) between 200 and 1000, length(reason), metadata = to_jsonb(repeat('[', 100000)),"
                                + " (select count(*) from holdfast.audit_log l where l.change_set_id = c.change_set_id)"
                                + " from holdfast.change_sets c where actor <> repeat('ä', 500)"))
                .containsExactly("t|t|5000|t|2");
        assertThat(app.rowsIn(1, "select key from holdfast.audit_log where actor = repeat('ä', 500)"))
                .containsExactly("3");
    }

    @Test
    @DisplayName(
            "a partition isn't dropped beside a transaction that wrote, and those that write then don't wait for long")
    void dropBesideWriter() {
        try (Session owner = database.owner();
                Session across = database.across()) {
            owner.run("create table holdfast.audit_entries_2020_01 partition of holdfast.audit_entries"
                    + " for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')");
            app.run("begin");
            app.rows("select set_config('holdfast.tenant_id', '1', true)");
            app.run("insert into article (id) values (1)");
            String drop = "select dropped from holdfast.drop_audit_partitions('2020-02-02', false)";
            long start = System.nanoTime();
            Session.Refusal refusal = across.refused(drop);
            assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
            assertThat(refusal.sqlState()).isEqualTo("55P03");
            assertThat(refusal.message()).contains("No partition is dropped", "still open");
            assertThat(refusal.hint()).contains("Call it again");
            app.run("commit");
            assertThat(across.rows(drop)).containsExactly("t");
        }
    }

    @Test
    @DisplayName(
            "retention drops whole partitions that have ended, first as a dry run, and change sets that nothing tells of any more")
    void retention() {
        app.runIn(1, "insert into article (id) values (1)");
        try (Session owner = database.owner();
                Session across = database.across()) {
            owner.run("create table holdfast.audit_entries_2020_01 partition of holdfast.audit_entries"
                    + " for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')");
            String drop =
                    "select partition, to_time at time zone 'UTC', dropped from holdfast.drop_audit_partitions('%s'%s)";
            assertThat(across.rows(drop.formatted("2020-01-31", ""))).isEmpty();
            assertThat(across.rows(drop.formatted("2020-02-02", "")))
                    .containsExactly("audit_entries_2020_01|2020-02-01 00:00:00|f");
            assertThat(across.rows(drop.formatted("2020-02-02", ", false")))
                    .containsExactly("audit_entries_2020_01|2020-02-01 00:00:00|t");
            assertThat(across.rows(drop.formatted("2020-02-02", ""))).isEmpty();
            assertThat(across.refused(drop.formatted("2999-01-01", "")).sqlState())
                    .isEqualTo("22023");
            assertThat(across.one("select holdfast.drop_unused_change_sets(clock_timestamp())"))
                    .isEqualTo("0");
            across.run("delete from holdfast.audit_entries");
            assertThat(across.one("select holdfast.drop_unused_change_sets(clock_timestamp())"))
                    .isEqualTo("1");
        }
    }

    @Test
    @DisplayName(
            "AH-28, AH-29: one row, then a thousand and twenty thousand on one connection: one entry a row, one change set each,"
                    + " in bounded time")
    void manyRows() {
        app.run("set statement_timeout = '20s'");
        for (int rows : new int[] {1, 1, 1, 1, 1, 1, 1000, 20_000}) {
            app.runIn(
                    1,
                    "insert into article (id, title) select (select coalesce(max(id), 0) from article) + i, 'A'"
                            + " from generate_series(1, " + rows + ") i");
            app.runIn(1, "update article set title = title || 'x'");
        }
        app.runIn(1, "delete from article");
        assertThat(app.rowsIn(
                        1,
                        "select count(*), count(distinct key), count(distinct change_set_id) from holdfast.audit_log"
                                + " where action in ('insert', 'delete') group by action order by action"))
                .containsExactly("21006|21006|1", "21006|21006|8");
    }

    @Test
    @DisplayName(
            "AH-30: rows that exchange their keys, and children under two cascading keys: each row's old with its new")
    void paired() {
        try (Session owner = database.owner()) {
            owner.run(
                    "create table parent (id bigint primary key); create table child (id bigint primary key, a bigint references parent"
                            + " on update cascade, b bigint references parent on update cascade, name text);"
                            + " grant select, insert, update on parent, child to holdfast_app; alter table country add constraint c"
                            + " unique (lang, code) deferrable initially deferred; alter table country drop constraint country_pkey;"
                            + " alter table country add primary key (code, lang) deferrable initially deferred");
        }
        update("<holdfast:enableAudit tableName='child' tenant='false'/>");
        app.run(
                "insert into parent select i from generate_series(1, 50) i;"
                        + " insert into child select i, i, case when i % 3 = 0 then i else i + 1 end, 'c' || i from generate_series(1, 49) i");
        app.run("update parent set id = id + 1000");
        assertThat(app.rows("select count(*), count(*) filter (where (changes->'a'->>0)::int = key::int),"
                        + " count(*) filter (where (changes->'a'->>1)::int = key::int + 1000) from holdfast.audit_log"
                        + " where table_name = 'child' and action = 'update' and changes ? 'a'"))
                .containsExactly("49|49|49");
        assertThat(app.rows(
                        "select count(distinct key) from holdfast.audit_log where table_name = 'child' and changes ? 'b'"
                                + " and (changes->'b'->>1)::int = (changes->'b'->>0)::int + 1000"))
                .containsExactly("49");
        // Each child, rebuilt from its first state and its entries in their order.
        assertThat(
                        app.rows(
                                "select c.id from child c where c.a <> coalesce((select (changes->'a'->>1)::int from holdfast.audit_log"
                                        + " where table_name = 'child' and key = c.id::text and changes ? 'a' order by sequence desc limit 1), c.a)"))
                .isEmpty();

        app.run("insert into country select 'c' || i, 'en', 'n' || i from generate_series(1, 100) i");
        app.run("update country set code = 'c' || (101 - substr(code, 2)::int)");
        assertThat(app.rows("select count(*), count(*) filter (where changes->'code'->>0 = key::jsonb->>0"
                        + " and changes->'code'->>1 = new_key::jsonb->>0"
                        + " and substr(key::jsonb->>0, 2)::int + substr(new_key::jsonb->>0, 2)::int = 101)"
                        + " from holdfast.audit_log where table_name = 'country' and action = 'update'"))
                .containsExactly("100|100");
    }

    @Test
    @DisplayName("AH-31: another AFTER ROW trigger is refused, and with byRow everything is recorded in its order")
    void otherTriggers() {
        try (Session owner = database.owner()) {
            owner.run("create table counted (id bigint primary key, title text, n int default 0);"
                    + " grant select, insert, update, delete on counted to holdfast_app;"
                    + " create function again() returns trigger language plpgsql as $$ begin"
                    + " update counted set n = n + 1 where id = new.id and n < 3; return null; end $$;"
                    + " create trigger again after insert or update on counted for each row execute function again()");
        }
        assertThatThrownBy(() -> update("<holdfast:enableAudit tableName='counted' tenant='false'/>"))
                .rootCause()
                .hasMessageContaining("its AFTER ROW triggers change rows of the table again")
                .hasMessageContaining("again")
                .hasMessageContaining("byRow=\"true\"");
        update("<holdfast:enableAudit tableName='counted' tenant='false' byRow='true'/>");
        app.run("insert into counted (id, title) values (1, 'A'); update counted set title = 'B', n = 0");
        assertThat(app.rows(
                        "select concat_ws(' ', action, changes->'n') from holdfast.audit_log where table_name = 'counted'"
                                + " order by sequence"))
                .containsExactly(
                        "insert",
                        "update [0, 1]",
                        "update [1, 2]",
                        "update [2, 3]",
                        "update [3, 0]",
                        "update [0, 1]",
                        "update [1, 2]",
                        "update [2, 3]");
    }

    @Test
    @DisplayName("AH-31: a trigger that is said to be harmless isn't in the way, while others still are")
    void harmlessTrigger() {
        try (Session owner = database.owner()) {
            owner.run(
                    "create table counted (id bigint primary key); create function tell() returns trigger language plpgsql as"
                            + " $$ begin perform pg_notify('x', 'y'); return null; end $$;"
                            + " create trigger tell after insert on counted for each row execute function tell()");
        }
        update("<holdfast:enableAudit tableName='counted' tenant='false' harmlessTriggers='tell'/>");
        try (Session owner = database.owner()) {
            owner.run("create trigger another after insert on counted for each row execute function tell()");
        }
        assertThatThrownBy(() -> update("<addColumn tableName='counted'><column name='n' type='int'/></addColumn>"))
                .rootCause()
                .hasMessageContaining("another");
    }

    @Test
    @DisplayName("AH-32: written by the table, straight to a partition, or moved between them: captured once")
    void partitions() {
        try (Session owner = database.owner()) {
            owner.run(
                    "create table sale (id bigint, region text, n int, primary key (region, id)) partition by list (region);"
                            + " create table sale_a partition of sale for values in ('a');"
                            + " create table sale_b (n int, id bigint not null, region text not null); "
                            + " alter table sale attach partition sale_b for values in ('b');"
                            + " grant select, insert, update, delete on sale, sale_a, sale_b to holdfast_app");
        }
        update("<holdfast:enableAudit tableName='sale' tenant='false'/>");
        app.run(
                "insert into sale (id, region, n) values (1, 'a', 1), (2, 'b', 2); insert into sale_b (id, region, n) values (3, 'b', 3)");
        app.run(
                "update sale set region = 'a' where id = 3; update sale_a set n = 9 where id = 1; delete from sale where id = 2");
        assertThat(app.rows(
                        "select concat_ws(' ', action, key, new_key, changes->'n') from holdfast.audit_log where table_name = 'sale'"
                                + " order by sequence"))
                .containsExactly(
                        "insert [\"a\",\"1\"]",
                        "insert [\"b\",\"2\"]",
                        "insert [\"b\",\"3\"]",
                        "update [\"b\",\"3\"] [\"a\",\"3\"]",
                        "update [\"a\",\"1\"] [1, 9]",
                        "delete [\"b\",\"2\"] [2]");
        try (Session owner = database.owner()) {
            owner.run("alter table sale detach partition sale_b");
            owner.one("select holdfast.renew_recording('sale')");
            assertThat(owner.rows("select tgname from pg_trigger where tgrelid = 'sale_b'::regclass"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("columns named like what the functions are made of are recorded like others")
    void hardNames() {
        try (Session owner = database.owner()) {
            owner.run(
                    "create table hard (o int, n text, d text, \"old\" text, new text, tg_op text, found text, \"a%b\" text, \"Ä'\"\"\" text,"
                            + " relation text, sequence text, primary key (o)); grant all on hard to holdfast_app");
        }
        update(
                "<holdfast:enableAudit tableName='hard' tenant='false'/><holdfast:enableHistory tableName='hard' tenant='false'/>");
        app.run("insert into hard values (1, 'n', 'd', 'old', 'new', 'op', 'f', '%', 'q', 'r', 's')");
        app.run(
                "update hard set n = 'N', d = 'D', \"old\" = 'OLD', new = 'NEW', tg_op = 'OP', found = 'F', \"a%b\" = '%%', \"Ä'\"\"\" = 'Q',"
                        + " relation = 'R', sequence = 'S'");
        assertThat(app.rows(
                        "select changes->'n', changes->'a%b', changes->'Ä''\"', changes->'found' from holdfast.audit_log"
                                + " where action = 'update'"))
                .containsExactly("[\"n\", \"N\"]|[\"%\", \"%%\"]|[\"q\", \"Q\"]|[\"f\", \"F\"]");
        assertThat(app.rows("select * from hard_as_of(clock_timestamp())")).isEqualTo(app.rows("select * from hard"));
    }

    @Test
    @DisplayName("whole copies and updates of nothing by choice; included columns alone")
    void choices() {
        update(
                "<holdfast:enableAudit tableName='article' includeColumns='title' wholeCopies='true' recordNoOps='true'/>");
        app.runIn(1, "insert into article (id, title, secret) values (1, 'A', 's')");
        app.runIn(1, "update article set secret = 't'");
        assertThat(entries("article"))
                .containsExactly("insert 1 {\"title\": [null, \"A\"]}", "update 1 {\"title\": [\"A\", \"A\"]}");
        update("<holdfast:enableAudit tableName='article' includeColumns='title' wholeCopies='true'/>");
        app.runIn(1, "update article set secret = 'u'");
        assertThat(entries("article")).hasSize(2);
        app.runIn(1, "update article set id = 2");
        assertThat(entries("article")).endsWith("update 1 2 {\"title\": [\"A\", \"A\"]}");
        update("<holdfast:enableAudit tableName='article' includeColumns='title'/>");
        app.runIn(1, "update article set id = 3");
        app.runIn(1, "update article set secret = 'v'");
        assertThat(entries("article")).hasSize(4).endsWith("update 2 3 {}");
    }

    @Test
    @DisplayName("Liquibase's own changes of columns carry over; a renamed column that is excluded stays so (AH-18)")
    void columns() {
        update("<addColumn tableName='article'><column name='lead' type='text'/></addColumn>"
                + "<renameColumn tableName='article' oldColumnName='secret' newColumnName='hidden'/>"
                + "<renameColumn tableName='article' oldColumnName='price' newColumnName='cost'/>"
                + "<modifyDataType tableName='article' columnName='at' newDataType='date'/>"
                + "<dropColumn tableName='article' columnName='doc'/>");
        app.runIn(1, "insert into article (id, title, cost, at, hidden) values (1, 'A', 1, '2026-01-02', 's')");
        app.runIn(1, "update article set lead = 'L', cost = 2, at = '2026-01-03', hidden = 't'");
        assertThat(entries("article"))
                .containsExactly(
                        "insert 1",
                        "update 1 {\"at\": [\"2026-01-02\", \"2026-01-03\"], \"cost\": [1, 2], \"lead\": [null, \"L\"]}");
    }

    @Test
    @DisplayName(
            "the rollback takes the triggers away and leaves the entries, and the log's own is refused before anything is gone")
    void rolledBack() {
        app.runIn(1, "insert into article (id) values (1)");
        String changelog =
                Database.xml(Database.changeSet("on", "<holdfast:enableAudit tableName='article' version='2'/>"));
        database.update(changelog);
        database.rollback(changelog, 1);
        app.runIn(1, "insert into article (id) values (2)");
        assertThat(entries("article")).containsExactly("insert 1");
        try (Session owner = database.owner()) {
            assertThat(
                            owner.rows(
                                    "select tgname from pg_trigger where tgrelid = 'article'::regclass and tgname like '%recorded%'"))
                    .isEmpty();
            assertThat(owner.rows("select proname from pg_proc where proname like 'article\\_recorded%'"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("tables that can't be recorded are refused, each with what to do")
    void refused() {
        try (Session owner = database.owner()) {
            owner.run("create table no_key (id bigint); create table time_key (at timestamptz primary key);"
                    + " create table own_name (id bigint primary key, holdfast_at int); create table base (id bigint primary key);"
                    + " create table derived () inherits (base); create table loose (id bigint primary key, tenant_id bigint);"
                    + " create table a23456789_123456789_123456789_123456789_123456 (id int primary key)");
        }
        for (String[] refused : new String[][] {
            {"tableName='no_key' tenant='false'", "no primary key"},
            {"tableName='time_key' tenant='false'", "may be written in more than one way"},
            {"tableName='own_name' tenant='false'", "Rename them"},
            {"tableName='base' tenant='false'", "inherits"},
            {"tableName='loose'", "Run enableTenancy on it first"},
            {"tableName='country'", "Run enableTenancy on it first"},
            {"tableName='article' tenant='false' version='2'", "lies open to each tenant"},
            {"tableName='a23456789_123456789_123456789_123456789_123456' tenant='false'", "longer than 45 bytes"},
            {"tableName='country' tenant='false' excludeColumns='nome'", "has no column nome"},
            {"tableName='base' tenant='false' logicalName='article'", "is taken in the audit log"},
            {"tableName='base' tenant='false' harmlessTriggers='tuoch'", "has no trigger tuoch"},
            {"tableName='country' tenant='false' excludeColumns='name' includeColumns='name'", "say one of them"},
        }) {
            assertThatThrownBy(() -> update("<holdfast:enableAudit " + refused[0] + "/>"))
                    .as(refused[0])
                    .hasStackTraceContaining(refused[1]);
        }
        assertThatThrownBy(() -> update("<holdfast:enableHistory tableName='article' tenant='false'/>"))
                .hasStackTraceContaining("lies open to each tenant");
    }

    @Test
    @DisplayName(
            "AH-26: the view shows the names that columns have by now, whoever used a name in between; the entries themselves stay")
    void renamedColumns() {
        app.runIn(
                1,
                "insert into article (id, title, price) values (1, 'A', 1); update article set title = 'B', price = 2");
        update("<renameColumn tableName='article' oldColumnName='price' newColumnName='fee'/>"
                + "<renameColumn tableName='article' oldColumnName='at' newColumnName='price'/>");
        app.runIn(1, "update article set fee = 3, price = '2026-01-01 00:00:00+00'");
        update("<dropColumn tableName='article' columnName='price'/>"
                + "<renameColumn tableName='article' oldColumnName='fee' newColumnName='price'/>");
        app.runIn(1, "delete from article");
        assertThat(entries("article"))
                .containsExactly(
                        "insert 1",
                        "update 1 {\"price\": [1, 2], \"title\": [\"A\", \"B\"]}",
                        "update 1 {\"price\": [2, 3]}",
                        "delete 1 {\"id\": [1], \"doc\": [null], \"size\": [1], \"price\": [3], \"title\": [\"B\"],"
                                + " \"layout\": [null], \"tenant_id\": [1]}");
        assertThat(
                        app.rowsIn(
                                1,
                                "select changes - 'title' from holdfast.audit_entries where action = 'update' order by sequence"))
                .containsExactly(
                        "{\"price\": [1, 2]}", "{\"fee\": [2, 3], \"price\": [null, \"2026-01-01 00:00:00+00\"]}");
        for (String forging : List.of(
                "insert into holdfast.renamed_columns (table_id, last_sequence, old_name, new_name) values (1, 9, 'title', 'doc')",
                "delete from holdfast.renamed_columns",
                "update holdfast.renamed_columns set new_name = 'doc'")) {
            assertThat(app.refusedIn(1, forging).sqlState()).isEqualTo("42501");
        }
    }

    @Test
    @DisplayName("AH-22 the view shows each role what the tables show it: a tenant's, those of none, and all")
    void viewOfEachRole() {
        app.runIn(1, "insert into article (id) values (1), (2)");
        app.runIn(2, "insert into article (id) values (3)");
        app.run(
                "insert into country values ('de', 'en', 'Germany'), ('fr', 'en', 'France'), ('it', 'en', 'Italy'), ('es', 'en', 'Spain')");
        String same = "select (select count(*) from holdfast.audit_entries), (select count(*) from holdfast.audit_log),"
                + " (select count(distinct sequence) from holdfast.audit_log)";
        assertThat(app.rowsIn(1, same)).containsExactly("2|2|2");
        assertThat(app.rowsIn(2, same)).containsExactly("1|1|1");
        assertThat(app.rows(same)).containsExactly("4|4|4");
        try (Session across = database.across();
                Session superuser = database.session(Cluster.SUPERUSER)) {
            for (Session everywhere : List.of(across, superuser)) {
                assertThat(everywhere.rows(same)).containsExactly("7|7|7");
                assertThat(everywhere.rowsIn(1, same)).containsExactly("7|7|7");
            }
        }
        try (Session owner = database.owner()) {
            owner.expectRefused("select * from holdfast.audit_log");
        }
    }
}
