package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** enableHistory: every version of a row stays, and tables are read as they were. */
@Tag("liquibase")
class HistoryTest {
    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                    create table public.author (id bigint primary key, tenant_id bigint, name text);
                    create table public.article (id bigint primary key, tenant_id bigint, author_id bigint, title varchar(20),
                        size integer generated always as (length(title)) stored, doc json);
                    """))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='author' registry='false'/>"
                                    + "<holdfast:enableTenancy tableName='article' registry='false'/>"
                                    + "<holdfast:enableSoftDelete tableName='article'/>")
                    + Database.changeSet(
                            "rows",
                            "<holdfast:sqlAcrossTenants tables='author'><holdfast:sql>insert into author values (1, 1, 'Old'), (2, 2, 'Other')"
                                    + "</holdfast:sql></holdfast:sqlAcrossTenants>")
                    + Database.changeSet(
                            "history",
                            "<holdfast:enableHistory tableName='author'/><holdfast:enableHistory tableName='article'/>"
                                    + "<holdfast:enableAudit tableName='article'/>")))
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

    private String now() {
        return app.one("select clock_timestamp()");
    }

    private List<String> asOf(String table, String columns, String moment) {
        return app.rowsIn(1, "select " + columns + " from " + table + "_as_of('" + moment + "') order by id");
    }

    private List<String> history(String columns, String table) {
        return app.rowsIn(1, "select " + columns + " from " + table + "_history order by holdfast_sequence");
    }

    private void update(String changes) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), changes)));
    }

    @Test
    @DisplayName(
            "AH-1, AH-16: each version of one transaction is there, in order; each holds until the next one, the last without end")
    void versions() {
        String before = now();
        app.runIn(
                1,
                "insert into author (id, name) values (3, 'A'); update author set name = 'B' where id = 3;"
                        + " update author set name = 'C' where id = 3");
        assertThat(app.rowsIn(
                        1,
                        "select name, holdfast_action, holdfast_from < holdfast_to, holdfast_to is null from author_history"
                                + " where id = 3 order by holdfast_sequence"))
                .containsExactly("A|insert|t|f", "B|update|t|f", "C|update|null|t");
        assertThat(asOf("author", "id, name", before)).containsExactly("1|Old");
        assertThat(asOf("author", "id, name", now())).containsExactly("1|Old", "3|C");
        assertThat(app.rowsIn(1, "select name from author_history where holdfast_to is null and not holdfast_gone"))
                .isEqualTo(app.rowsIn(1, "select name from author"));
    }

    @Test
    @DisplayName(
            "AH-3: a token reads the same however often, while an instant shows what commits late as if it had been there")
    void lateCommit() {
        try (Session late = database.app()) {
            late.run("begin");
            late.rows("select set_config('holdfast.tenant_id', '1', true)");
            late.run("update author set name = 'Late' where id = 1");
            String moment = now();
            String token = app.one("select holdfast.snapshot_token()");
            assertThat(asOf("author", "name", moment)).containsExactly("Old");
            assertThat(byToken(token)).containsExactly("Old");
            late.run("commit");
            assertThat(asOf("author", "name", moment)).containsExactly("Late");
            assertThat(byToken(token)).containsExactly("Old");
            assertThat(byToken(app.one("select holdfast.snapshot_token()"))).containsExactly("Late");
        }
    }

    @Test
    @DisplayName(
            "AH-3: a token of a transaction that has changed something, and another one committed meanwhile, doesn't tell of its changes")
    void ownChanges() {
        try (Session writer = database.app()) {
            writer.run("begin");
            writer.rows("select set_config('holdfast.tenant_id', '1', true)");
            writer.run("update author set name = 'Mine' where id = 1");
            app.runIn(1, "insert into author (id, name) values (3, 'Later')");
            String token = writer.one("select holdfast.snapshot_token()");
            writer.run("update author set name = 'Mine again' where id = 1; commit");
            assertThat(byToken(token)).containsExactlyInAnyOrder("Old", "Later");
        }
    }

    @Test
    @DisplayName("a token can be used in the statement that makes it, also where others commit while that runs")
    void tokenOfItsOwnStatement() throws InterruptedException {
        app.rows("select holdfast.snapshot_token()"); // the first one waits for writers
        try (Session other = database.app()) {
            other.run("begin; select pg_advisory_xact_lock(1)");
            try (Waiting reader = new Waiting(
                    database,
                    Cluster.APP,
                    "do $$ begin assert (select holdfast.is_in_history_of_token('author', holdfast.snapshot_token())"
                            + " and l.a is not null from (select pg_advisory_xact_lock(1)::text as a offset 0) l); end $$")) {
                reader.awaitLock(app);
                other.run("select pg_current_xact_id(); commit");
                assertThat(reader.outcome()).isEqualTo("done");
            }
        }
    }

    private List<String> byToken(String token) {
        return app.rowsIn(1, """
                select name from (
                    select distinct on (tenant_id, id) * from author_versions
                    where holdfast_sequence <= holdfast.token_sequence('%1$s') and (holdfast_sequence <= holdfast.token_epoch('%1$s')
                        or pg_visible_in_snapshot(holdfast_transaction, holdfast.token_snapshot('%1$s')))
                    order by tenant_id, id, holdfast_sequence desc) v where not holdfast_gone""".formatted(token));
    }

    @Test
    @DisplayName(
            "a token of another cluster, or none at all, is refused; after a restore versions of before count as they stand")
    void tokens() {
        String token = app.one("select holdfast.snapshot_token()");
        for (String part : List.of("sequence", "epoch", "snapshot")) {
            String others = token.replaceFirst("^-?\\d+", "1");
            assertThat(app.refused("select holdfast.token_" + part + "('" + others + "')")
                            .message())
                    .contains("of another cluster");
            assertThat(app.refused("select holdfast.token_" + part + "('x')").sqlState())
                    .isEqualTo("HF015");
        }
        app.runIn(1, "update author set name = 'New' where id = 1");
        try (Session owner = database.owner()) {
            // As where the data came from a cluster whose transactions had other numbers.
            owner.run("update holdfast.clusters set system_identifier = 1");
            owner.run("alter table author_versions no force row level security;"
                    + " update author_versions set holdfast_transaction = '9223372036854775807';"
                    + " alter table author_versions force row level security");
        }
        app.run("begin read only");
        assertThat(app.refused("select holdfast.snapshot_token()").hint()).contains("in a transaction that may write");
        app.run("rollback");
        assertThat(byToken(app.one("select holdfast.snapshot_token()"))).containsExactly("New");
        app.runIn(1, "update author set name = 'Newer' where id = 1");
        assertThat(byToken(app.one("select holdfast.snapshot_token()"))).containsExactly("Newer");
    }

    @Test
    @DisplayName("a token that is none, or is of what can't be seen yet, is refused as such by all who read it")
    void forgedTokens() {
        String[] parts = app.one("select holdfast.snapshot_token()").split(":", 4);
        String cluster = parts[0];
        for (String forged : List.of(
                cluster + ":9999999999999999999:0:1:1:",
                cluster + ":99:0:5:3:",
                cluster + ":1:9999999999999999999:1:1:",
                cluster + ":1:0:0:0:",
                cluster + ":1:0:1:99999999999999999999:",
                cluster + ":1:0:3:5:4,3",
                cluster + ":999999999:0:1:1:",
                cluster + ":1:0:1:999999999:",
                "x")) {
            for (String part : List.of("token_sequence", "token_epoch", "token_snapshot")) {
                assertThat(app.refused("select holdfast." + part + "('" + forged + "')")
                                .sqlState())
                        .as(part + " of " + forged)
                        .isEqualTo("HF015");
            }
            assertThat(app.refused("select holdfast.is_in_history_of_token('author', '" + forged + "')")
                            .sqlState())
                    .as(forged)
                    .isEqualTo("HF015");
        }
        assertThat(app.refused("select holdfast.is_in_history_of_token('author', null)")
                        .sqlState())
                .isEqualTo("HF015");
    }

    @Test
    @DisplayName("a token of a later snapshot isn't read by an earlier one, to which it would look otherwise")
    void laterToken() {
        try (Session early = database.app()) {
            early.run("begin isolation level repeatable read");
            early.rows("select 1 from author_versions");
            app.runIn(1, "update author set name = 'New' where id = 1");
            String token = app.one("select holdfast.snapshot_token()");
            assertThat(early.refused("select holdfast.is_in_history_of_token('author', '" + token + "')")
                            .sqlState())
                    .isEqualTo("HF015");
            early.run("rollback");
            assertThat(early.one("select holdfast.is_in_history_of_token('author', '" + token + "')"))
                    .isEqualTo("t");
        }
    }

    @Test
    @DisplayName(
            "a token of a snapshot from before a history began, or a part of it was deleted, is refused, whenever it was made")
    void tokensOfOldSnapshots() {
        try (Session owner = database.owner()) {
            owner.run("create table plain (id int primary key); insert into plain values (1)");
        }
        try (Session early = database.app();
                Session across = database.across()) {
            early.run("begin isolation level repeatable read");
            early.rows("select 1 from author_versions");
            update("<holdfast:enableHistory tableName='plain' tenant='false'/>");
            app.runIn(1, "update author set name = 'New' where id = 1");
            across.rows("select holdfast.expire_recorded(1, clock_timestamp())");
            String token = early.one("select holdfast.snapshot_token()");
            early.run("commit");
            for (String table : List.of("plain", "author")) {
                Session.Refusal refusal =
                        app.refusedIn(1, "select holdfast.is_in_history_of_token('" + table + "', '" + token + "')");
                assertThat(refusal.sqlState()).as(table).isEqualTo("HF017");
            }
            String now = app.one("select holdfast.snapshot_token()");
            assertThat(app.rowsIn(
                            1,
                            "select holdfast.is_in_history_of_token(t, '" + now
                                    + "') from unnest('{plain,author}'::regclass[]) as t"))
                    .containsExactly("t", "t");
        }
    }

    @Test
    @DisplayName("after a restore to another cluster, whose transactions have other numbers, histories go on by token")
    void restoredTokens() {
        try (Session owner = database.owner();
                Session across = database.across()) {
            across.rows("select holdfast.expire_recorded(1, clock_timestamp())");
            owner.run("update holdfast.clusters set system_identifier = 1");
            owner.run("update holdfast.recorded_tables set historical_in = '9223372036854775807'");
            across.run("update holdfast.recorded_since set deleted_in = '9223372036854775807'");
            String token = app.one("select holdfast.snapshot_token()");
            assertThat(app.rowsIn(1, "select holdfast.is_in_history_of_token('author', '" + token + "')"))
                    .containsExactly("t");
            across.rows("select holdfast.expire_recorded(1, clock_timestamp())");
            assertThat(app.rowsIn(
                            1,
                            "select holdfast.is_in_history_of_token('author', '"
                                    + app.one("select holdfast.snapshot_token()") + "')"))
                    .containsExactly("t");
        }
    }

    @Test
    @DisplayName(
            "what a purged tenant's rows were before can't be asked for from then on, neither by a moment nor by a token")
    void purged() {
        String before = now();
        String token = app.one("select holdfast.snapshot_token()");
        try (Session across = database.across()) {
            across.run("delete from author where tenant_id = 1");
            across.rows("select holdfast.expire_recorded(1, '" + before + "')");
            across.rows("select holdfast.purge_recorded(1)");
        }
        assertThat(app.refusedIn(1, "select * from author_as_of('" + before + "')")
                        .sqlState())
                .isEqualTo("HF017");
        assertThat(app.refusedIn(1, "select holdfast.is_in_history_of_token('author', '" + token + "')")
                        .sqlState())
                .isEqualTo("HF017");
        assertThat(app.rowsIn(2, "select id from author_as_of('" + before + "')"))
                .containsExactly("2");
        app.runIn(1, "insert into author (id, name) values (1, 'Back')");
        assertThat(asOf("author", "name", now())).containsExactly("Back");
    }

    @Test
    @DisplayName("AH-15: a changed key ends the one and begins the other, and each tells of the other")
    void rekeyed() {
        String before = now();
        app.runIn(1, "update author set id = 5 where id = 1");
        app.runIn(1, "update author set id = 6, name = 'New' where id = 5");
        assertThat(history("id, name, holdfast_action, holdfast_gone, holdfast_linked_key", "author"))
                .containsExactly(
                        "1|Old|backfill|f|null",
                        "1|null|rekey|t|5",
                        "5|Old|update|f|1",
                        "5|null|rekey|t|6",
                        "6|New|update|f|5");
        assertThat(asOf("author", "id", before)).containsExactly("1");
        assertThat(asOf("author", "id", now())).containsExactly("6");
    }

    @Test
    @DisplayName("X-2: a soft delete is a version, restore another, a purge ends them; as-of before and after each")
    void softDelete() {
        app.runIn(
                1,
                "select set_config('holdfast.actor', 'user-7', true); insert into article (id, author_id, title) values (1, 1, 'A')");
        String alive = now();
        app.runIn(1, "delete from article_live where id = 1");
        String deleted = now();
        app.runIn(1, "update article set deleted_at = null where id = 1");
        app.runIn(1, "delete from article_live where id = 1");
        app.runIn(1, "select article_purge(array[1])");
        assertThat(history(
                        "title, size, holdfast_action, holdfast_gone, deleted_at is null, live, holdfast_actor",
                        "article"))
                .containsExactly(
                        "A|1|insert|f|t|t|user-7",
                        "A|1|soft_delete|f|f|null|null",
                        "A|1|restore|f|t|t|null",
                        "A|1|soft_delete|f|f|null|null",
                        "null|null|purge|t|t|null|null");
        assertThat(asOf("article", "id, live", alive)).containsExactly("1|t");
        assertThat(asOf("article", "id, live", deleted)).containsExactly("1|null");
        assertThat(asOf("article", "id", now())).isEmpty();
        assertThat(app.rowsIn(1, "select action from holdfast.audit_log order by sequence"))
                .containsExactly("insert", "soft_delete", "restore", "soft_delete", "purge");
        assertThat(app.rowsIn(1, "select count(distinct change_set_id) from holdfast.change_sets"))
                .containsExactly("5");
    }

    @Test
    @DisplayName("AH-24: a join at one moment: a parent that changed meanwhile, and one that is gone")
    void joined() {
        app.runIn(1, "insert into article (id, author_id, title) values (1, 1, 'A')");
        String before = now();
        app.runIn(1, "update author set name = 'New' where id = 1");
        String between = now();
        app.runIn(1, "delete from author where id = 1");
        String sql =
                "select a.title, u.name from article_as_of('%1$s') a left join author_as_of('%1$s') u on u.id = a.author_id";
        assertThat(app.rowsIn(1, sql.formatted(before))).containsExactly("A|Old");
        assertThat(app.rowsIn(1, sql.formatted(between))).containsExactly("A|New");
        assertThat(app.rowsIn(1, sql.formatted(now()))).containsExactly("A|null");
    }

    @Test
    @DisplayName(
            "AH-22: a tenant sees its own history alone, in the view, in as-of, and in the table itself; the application's role"
                    + " adds, changes and removes nothing")
    void tenants() {
        app.runIn(2, "update author set name = 'Theirs' where id = 2");
        assertThat(history("id", "author")).containsExactly("1");
        assertThat(asOf("author", "id", now())).containsExactly("1");
        assertThat(app.rowsIn(1, "select distinct tenant_id from author_versions"))
                .containsExactly("1");
        assertThat(app.rows("select * from author_history")).isEmpty();
        for (String sql : List.of(
                "insert into author_versions (id, tenant_id, holdfast_sequence, holdfast_at, holdfast_transaction, holdfast_gone,"
                        + " holdfast_action) values (1, 1, 0, now(), '1', false, 'x')",
                "update author_versions set name = 'x'",
                "delete from author_versions",
                "truncate author_versions",
                "drop table author_versions",
                "alter table author_versions disable trigger all",
                "select holdfast.disable_history('author')")) {
            assertThat(app.refusedIn(1, sql).sqlState()).as(sql).isEqualTo("42501");
        }
        try (Session owner = database.owner()) {
            owner.expectBound("author_versions");
            owner.expectRefused("update author_versions set name = 'x'");
            owner.expectRefused("delete from author_versions");
        }
    }

    @Test
    @DisplayName("AH-8: a truncate of a table with a history is refused")
    void truncate() {
        try (Session owner = database.owner()) {
            assertThat(owner.refused("truncate author").message())
                    .contains("The history of public.author would lose all its rows");
        }
    }

    @Test
    @DisplayName(
            "AH-4, AH-26: added, renamed, retyped and dropped columns carry over: values stand in the right columns, and what was"
                    + " before a renaming is read by the new name")
    void columns() {
        app.runIn(1, "insert into article (id, author_id, title, doc) values (1, 1, 'A', '{\"a\" : 1}')");
        String before = now();
        update("<addColumn tableName='article'><column name='lead' type='text'/></addColumn>"
                + "<renameColumn tableName='article' oldColumnName='author_id' newColumnName='writer_id'/>"
                + "<modifyDataType tableName='author' columnName='name' newDataType='varchar(40)'/>"
                + "<dropColumn tableName='article' columnName='doc'/>");
        app.runIn(1, "update article set lead = 'L', title = 'B', writer_id = 2");
        assertThat(asOf("article", "id, writer_id, title, size, lead", before)).containsExactly("1|1|A|1|null");
        assertThat(asOf("article", "id, writer_id, title, size, lead", now())).containsExactly("1|2|B|1|L");
        assertThat(app.rowsIn(1, "select holdfast_dropped_1_doc from article_versions order by holdfast_sequence"))
                .containsExactly("{\"a\" : 1}", "null");
        assertThat(app.rows(
                        "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'author_versions'::regclass"
                                + " and attname = 'name'"))
                .containsExactly("character varying(40)");
    }

    @Test
    @DisplayName(
            "AH-5: a column added without Liquibase isn't in the history until the change runs again, which as-of says, and no write fails for"
                    + " it;"
                    + " one renamed fails loudly")
    void columnsBehindItsBack() {
        app.runIn(1, "insert into article (id, title) values (1, 'A')");
        try (Session owner = database.owner()) {
            owner.run("alter table article add column extra text");
        }
        app.runIn(1, "update article set extra = 'x', title = 'B' where id = 1");
        assertThat(app.refusedIn(1, "select title from article_as_of(now())").sqlState())
                .isEqualTo("42P13");
        assertThat(history("title", "article")).containsExactly("A", "B");
        update("<holdfast:enableHistory tableName='article' version='2'/>");
        app.runIn(1, "update article set extra = 'y' where id = 1");
        assertThat(asOf("article", "id, title, extra", now())).containsExactly("1|B|y");
        try (Session owner = database.owner()) {
            owner.run("alter table article rename column extra to more");
        }
        assertThat(app.refusedIn(1, "update article set more = 'z' where id = 1")
                        .sqlState())
                .isEqualTo("42703");
        update("<holdfast:enableHistory tableName='article' version='2'/>");
        app.runIn(1, "update article set more = 'z' where id = 1");
        assertThat(history("more", "article")).containsExactly("null", "null", "x", "y", "z");
    }

    @Test
    @DisplayName("how a session writes dates and numbers neither reaches a version nor hides one")
    void settings() {
        update(
                Database.sql(
                                "create table public.rate (day date, tenant_id bigint, factor float8, primary key (tenant_id, day));"
                                        // The driver wants ISO between statements.
                                        + " create function public.otherwise(command text) returns void language plpgsql set datestyle = 'German'"
                                        + " set extra_float_digits = -15 as 'begin execute command; end'")
                        + "<holdfast:enableTenancy tableName='rate' registry='false'/><holdfast:enableHistory tableName='rate'/>");
        app.runIn(1, "insert into rate (day, factor) values ('2026-02-01', 1.25)");
        app.runIn(1, "select otherwise($$update rate set factor = 1.26$$)");
        app.runIn(1, "select otherwise($$update rate set day = date '2026-03-01'$$)");
        assertThat(history("holdfast_action, day, factor, holdfast_linked_key", "rate"))
                .containsExactly(
                        "insert|2026-02-01|1.25|null",
                        "update|2026-02-01|1.26|null",
                        "rekey|2026-02-01|null|2026-03-01",
                        "update|2026-03-01|1.26|2026-02-01");
    }

    @Test
    @DisplayName(
            "AH-19: a table that is dropped and made again doesn't take the versions of the one before for its own")
    void madeAgain() {
        String make = Database.sql("create table public.spot (id bigint primary key, name text);"
                + " grant select, insert, update, delete on spot to holdfast_app; insert into spot values (1, 'Now')");
        String enable = "<holdfast:enableHistory tableName='spot' tenant='false'/>";
        update(make + enable);
        app.run("insert into spot values (2, 'Then')");
        update("<dropTable tableName='spot' cascadeConstraints='true'/>" + make);
        assertThatThrownBy(() -> update(enable)).rootCause().hasMessageContaining("of a table that is gone");
        update(Database.sql("alter table spot_versions rename to spot_of_old_versions;"
                        + " alter view spot_history rename to spot_of_old_history")
                + enable);
        assertThat(app.rows("select id, name from spot_as_of('infinity')")).containsExactly("1|Now");
        assertThat(app.rows("select fault from holdfast.recording_faults()")).isEmpty();
    }

    @Test
    @DisplayName("AH-19: a renamed table keeps its history, which is then called after it")
    void renamed() {
        app.runIn(1, "update author set name = 'A' where id = 1");
        try (Session owner = database.owner()) {
            owner.run("alter table author rename to writer");
        }
        app.runIn(1, "update writer set name = 'B' where id = 1");
        update("<renameTable oldTableName='writer' newTableName='poet'/>");
        app.runIn(1, "update poet set name = 'C' where id = 1");
        assertThat(history("name", "poet")).containsExactly("Old", "A", "B", "C");
        assertThat(asOf("poet", "name", now())).containsExactly("C");
        assertThat(app.rows(
                        "select to_regclass('author_history'), to_regclass('author_versions'), to_regproc('author_as_of'),"
                                + " to_regproc('author_as_of_token')"))
                .containsExactly("null|null|null|null");
    }

    @Test
    @DisplayName(
            "AH-3: what a token saw, by plain SQL: the same at each read, of one's own tenant alone, and refused where it is of another"
                    + " cluster; also of a table with columns that are called as the functions call what they are given")
    void byToken() {
        app.runIn(2, "update author set name = 'Theirs' where id = 2");
        String before = app.one("select holdfast.snapshot_token()");
        update(
                "<addColumn tableName='author'><column name='token' type='text'/><column name='moment' type='timestamptz'/></addColumn>");
        app.runIn(1, "update author set name = 'New', token = 'x', moment = '2000-01-01' where id = 1");
        String after = app.one("select holdfast.snapshot_token()");
        app.runIn(1, "delete from author where id = 1");
        String read = "select id, name, token from author_as_of_token('%s')";
        assertThat(app.rowsIn(1, read.formatted(before))).containsExactly("1|Old|null");
        assertThat(app.rowsIn(1, read.formatted(after))).containsExactly("1|New|x");
        assertThat(app.rowsIn(1, read.formatted(app.one("select holdfast.snapshot_token()"))))
                .isEmpty();
        assertThat(app.rowsIn(2, read.formatted(after))).containsExactly("2|Theirs|null");
        assertThat(app.rows(read.formatted(after))).isEmpty();
        assertThat(asOf("author", "id, moment", now())).isEmpty();
        assertThat(app.refusedIn(1, read.formatted("1" + after.substring(after.indexOf(':'))))
                        .sqlState())
                .isEqualTo("HF015");
        assertThat(app.refusedIn(1, read.formatted("2020-01-01")).sqlState()).isEqualTo("HF015");
        update(
                "<createTable tableName='late'><column name='id' type='bigint'><constraints primaryKey='true'/></column></createTable>"
                        + "<holdfast:enableHistory tableName='late' tenant='false'/>");
        assertThat(app.refusedIn(1, "select id from late_as_of_token('" + after + "')")
                        .sqlState())
                .isEqualTo("HF017");
    }

    @Test
    @DisplayName("before its beginning a history tells of nothing, so that it is refused")
    void beforeIt() {
        Session.Refusal refusal = app.refusedIn(1, "select * from author_as_of('2020-01-01')");
        assertThat(refusal.sqlState()).isEqualTo("HF017");
        assertThat(refusal.message()).contains("The history of public.author begins at");
    }

    @Test
    @DisplayName("a clock that steps back neither fails a write nor hides the later version")
    void clockStepsBack() {
        app.runIn(1, "update author set name = 'A' where id = 1");
        try (Session owner = database.owner()) {
            owner.run("alter table author_versions no force row level security;"
                    + " update author_versions set holdfast_at = clock_timestamp() + interval '1 hour' where name = 'A';"
                    + " alter table author_versions force row level security");
        }
        app.runIn(1, "update author set name = 'B' where id = 1");
        assertThat(asOf("author", "name", now())).containsExactly("B");
        assertThat(asOf("author", "name", app.one("select clock_timestamp() + interval '2 hours'")))
                .containsExactly("B");
    }

    @Test
    @DisplayName("the rollback is refused where versions would be lost, but for discard, and takes everything away")
    void rolledBack() {
        String changelog =
                Database.xml(Database.changeSet("on", "<holdfast:enableHistory tableName='author' version='2'/>"));
        database.update(changelog);
        app.runIn(1, "update author set name = 'A' where id = 1");
        assertThatThrownBy(() -> database.rollback(changelog, 1))
                .rootCause()
                .hasMessageContaining(
                        "The rollback of enableHistory on public.author is refused: 1 versions of its rows");
        app.runIn(1, "update author set name = 'B' where id = 1");
        database.rollback(Database.rewrite(changelog, "version='2'", "version='2' discard='true'"), 1);
        app.runIn(1, "update author set name = 'C' where id = 1");
        try (Session owner = database.owner()) {
            assertThat(owner.rows(
                            "select relname from pg_class where relname like 'author\\_%' and relkind in ('r', 'v')"))
                    .isEmpty();
            assertThat(owner.rows("select proname from pg_proc where proname like 'author\\_%'"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("AH-28, AH-29, AH-30: many rows after one, and exchanged keys: one version a row, in bounded time")
    void manyRows() {
        app.run("set statement_timeout = '20s'");
        for (int rows : new int[] {1, 1, 1, 1, 1, 1, 1000, 20_000}) {
            app.runIn(
                    1,
                    "insert into author (id, name) select 10 + (select max(id) from author) + i, 'A' from generate_series(1, "
                            + rows + ") i");
            app.runIn(1, "update author set name = name || 'x'");
        }
        String before = now();
        List<String> rows = app.rowsIn(1, "select * from author order by id");
        app.runIn(1, "update author set id = id + 1000000");
        assertThat(asOf("author", "*", before)).isEqualTo(rows);
        assertThat(asOf("author", "*", now())).isEqualTo(app.rowsIn(1, "select * from author order by id"));
        app.runIn(1, "delete from author");
        assertThat(asOf("author", "*", before)).isEqualTo(rows);
        assertThat(asOf("author", "*", now())).isEmpty();
    }

    @Test
    @DisplayName(
            "an index of the history starts with the tenant and ends with the key; the rollback drops it; what can't be is refused")
    void index() {
        String changelog = Database.xml(Database.changeSet(
                "index", "<holdfast:addHistoryIndex tableName='article' columnNames='title, author_id'/>"));
        database.update(changelog);
        String definition = "select indexdef from pg_indexes where indexname = 'article_versions_title_author_id_idx'";
        assertThat(app.one(definition)).endsWith("article_versions USING btree (tenant_id, title, author_id, id)");
        database.rollback(changelog, 1);
        assertThat(app.rows(definition)).isEmpty();
        assertThatThrownBy(() -> update("<holdfast:addHistoryIndex tableName='article' columnNames='nome'/>"))
                .rootCause()
                .hasMessageContaining("has no column nome");
        try (Session owner = database.owner()) {
            owner.run("create table plain (id int primary key)");
        }
        assertThatThrownBy(() -> update("<holdfast:addHistoryIndex tableName='plain' columnNames='id'/>"))
                .rootCause()
                .hasMessageContaining("has no history");
    }
}
