package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A table with a history has its columns changed: each version keeps what it had, and as of now it is the table. */
@Tag("liquibase")
class HistoryColumnsTest {
    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                    create table public.page (id bigint primary key, tenant_id bigint, title text, note text, words numeric(6, 2));
                    create table public.moments (id bigint primary key, moment timestamptz);
                    grant select, insert on public.moments to holdfast_app;
                    """))
                    + Database.changeSet(
                            "history",
                            "<holdfast:enableTenancy tableName='page' registry='false'/><holdfast:enableHistory tableName='page'/>"
                                    + "<holdfast:enableHistory tableName='moments' tenant='false'/>")))
            .sealed();

    private Database database;
    private Session app;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
        app.runIn(
                1,
                "insert into page (id, title, note, words) values (1, 'A long title', 'N', 19.99), (2, 'B', null, 20)");
        app.runIn(1, "update page set title = 'A', words = 20 where id = 1");
    }

    @AfterEach
    void close() {
        app.close();
    }

    private void update(String changes) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), changes)));
    }

    private static String add(String column) {
        return "<addColumn tableName='page'><column " + column + "</addColumn>";
    }

    private static String drop(String column) {
        return "<dropColumn tableName='page' columnName='" + column + "'/>";
    }

    private static String rename(String from, String to) {
        return "<renameColumn tableName='page' oldColumnName='" + from + "' newColumnName='" + to + "'/>";
    }

    private static String retype(String column, String type) {
        return "<modifyDataType tableName='page' columnName='" + column + "' newDataType='" + type + "'/>";
    }

    private void owner(String... statements) {
        try (Session owner = database.owner()) {
            List.of(statements).forEach(owner::run);
        }
    }

    private void renew() {
        try (Session owner = database.owner()) {
            owner.rows("select holdfast.renew_recording('page')");
        }
    }

    /** As if it were another database, to which a dump was restored. */
    private void restored() {
        owner("update holdfast.recorded_tables set columns_of = 1");
    }

    private void assertAsOfNow() {
        assertThat(app.rowsIn(1, "select * from page_as_of('infinity') order by id"))
                .isEqualTo(app.rowsIn(1, "select * from page order by id"));
        assertThat(app.rows("select * from holdfast.recording_faults()")).isEmpty();
    }

    private List<String> history(String columns) {
        return app.rowsIn(1, "select " + columns + " from page_history where id = 1 order by holdfast_sequence");
    }

    @Test
    @DisplayName(
            "a column that is called moment isn't taken for the moment, and no moment is refused, however the statement is planned")
    void moment() {
        app.run("insert into moments values (1, '1999-01-01'), (2, '2999-01-01'), (3, null)");
        assertThat(app.rows("select id from moments_as_of('infinity') order by id"))
                .containsExactly("1", "2", "3");
        assertThat(app.refused("select * from moments_as_of('1999-01-01')").sqlState())
                .isEqualTo("HF017");
        app.run("prepare as_of(timestamptz) as select id from moments_as_of($1)");
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            app.run("set plan_cache_mode = " + mode);
            assertThat(app.refused("execute as_of(null)").sqlState()).isEqualTo("22004");
        }
        assertThat(app.refused("select * from moments_as_of(null)").message()).contains("public.moments");
        assertThat(app.refusedIn(1, "select * from page_as_of(null)").sqlState())
                .isEqualTo("22004");
    }

    @Test
    @DisplayName("what an added column gave to the rows that are there is in the history, of all tenants, from then on")
    void addedWithDefault() {
        app.runIn(2, "insert into page (id, title) values (9, 'Theirs')");
        String before = app.one("select clock_timestamp()");
        update(add("name='fixed' type='int' defaultValueNumeric='3'><constraints nullable='false'/></column>")
                + add("name='made' type='timestamptz' defaultValueComputed='clock_timestamp()'/>")
                + Database.sql(
                        "alter table page add column plain text, add column twice numeric generated always as (words * 2) stored")
                + add("name='empty' type='text'/>"));
        assertAsOfNow();
        assertThat(app.rowsIn(2, "select id, fixed, made is null, twice, empty from page_as_of('infinity')"))
                .containsExactly("9|3|f|null|null");
        assertThat(app.rowsIn(1, "select id, fixed, made from page_as_of('" + before + "') order by id"))
                .containsExactly("1|null|null", "2|null|null");
        assertThat(history("holdfast_action, fixed, twice"))
                .containsExactly(
                        "insert|null|null",
                        "update|null|null",
                        "backfill|3|null",
                        "backfill|3|null",
                        "backfill|3|40.00");
        try (Session owner = database.owner()) {
            owner.expectBound("page");
            owner.expectBound("page_versions");
        }
    }

    @Test
    @DisplayName(
            "so is what was written into a column that plain SQL added, once the change runs again or another one is made")
    void addedBehindItsBack() {
        owner("alter table page add column extra text");
        app.runIn(1, "update page set extra = 'x' where id = 1");
        update(add("name='more' type='text'/>"));
        assertAsOfNow();
        owner("alter table page add column last text");
        app.runIn(1, "update page set last = 'y' where id = 2");
        update("<holdfast:enableHistory tableName='page' version='2'/>");
        assertAsOfNow();
        assertThat(history("extra, last")).containsExactly("null|null", "null|null", "x|null");
    }

    @Test
    @DisplayName(
            "a column that is dropped keeps its values under a name of its own; a later one of its name begins empty")
    void droppedAndAddedAgain() {
        update(drop("note"));
        update(add("name='note' type='text'/>"));
        assertAsOfNow();
        assertThat(history("note")).containsExactly("null", "null");
        app.runIn(1, "update page set note = 'M' where id = 1");
        update(drop("note") + add("name='note' type='integer'/>") + drop("note"));
        assertThat(app.rowsIn(
                        1,
                        "select holdfast_dropped_1_note, holdfast_dropped_2_note, holdfast_dropped_3_note from page_versions"
                                + " where id = 1 order by holdfast_sequence"))
                .containsExactly("N|null|null", "N|null|null", "null|M|null");
    }

    @Test
    @DisplayName("so it is where plain SQL dropped it, added it again, or exchanged it, and all of it at once")
    void droppedBehindItsBack() {
        owner(
                "alter table page drop column note; alter table page rename title to note; alter table page add column title text");
        renew();
        assertThat(history("title, note")).containsExactly("null|A long title", "null|A");
        owner(
                "alter table page rename title to x; alter table page rename note to title; alter table page rename x to note");
        renew();
        assertThat(history("title, note")).containsExactly("A long title|null", "A|null");
        assertAsOfNow();
    }

    @Test
    @DisplayName("a new type that would change what versions have is refused, with the way out, which works")
    void lossyTypes() {
        for (String change :
                List.of(retype("words", "numeric(6,0)"), retype("title", "varchar(5)"), retype("title", "boolean"))) {
            app.runIn(1, "update page set title = 't'");
            assertThatThrownBy(() -> update(change))
                    .rootCause()
                    .hasMessageContaining("of public.page_versions can't become")
                    .hasMessageContaining("Add one of the new type, fill it from this one, and drop this one");
        }
        assertThat(history("title, words")).containsExactly("A long title|19.99", "A|20.00", "t|20.00");
        update(add("name='whole' type='int' valueComputed='words'/>") + drop("words") + rename("whole", "words"));
        assertAsOfNow();
        assertThat(
                        app.rowsIn(
                                1,
                                "select holdfast_dropped_1_words from page_versions where id = 1 order by holdfast_sequence limit 1"))
                .containsExactly("19.99");
    }

    @Test
    @DisplayName("a type that keeps the values is given to the versions, too, though it writes them otherwise")
    void faithfulTypes() {
        update(add("name='day' type='date' valueDate='2026-02-03'/>"));
        update(retype("words", "numeric(8,4)") + retype("title", "varchar(40)") + retype("day", "timestamp"));
        update(retype("words", "numeric(9,3)") + retype("day", "timestamptz"));
        assertAsOfNow();
        assertThat(history("title, words")).startsWith("A long title|19.990", "A|20.000");
    }

    @Test
    @DisplayName(
            "a column that is renamed first thing after a restore from a dump keeps its history; so do dropped and added ones")
    void renamedAfterRestore() {
        update(drop("note"));
        restored();
        update(rename("title", "headline"));
        assertThat(history("headline")).containsExactly("A long title", "A");
        restored();
        update(drop("words") + add("name='words' type='int'/>"));
        assertThat(history("headline, words")).containsExactly("A long title|null", "A|null");
        restored();
        owner("alter table page add column more text");
        renew();
        assertAsOfNow();
    }

    @Test
    @DisplayName(
            "where plain SQL renamed it around a restore nobody can know, and it is refused, with the way out, which works")
    void renamedAroundRestore() {
        restored();
        owner("alter table page rename title to headline");
        try (Session owner = database.owner()) {
            Session.Refusal refusal = owner.refused("select holdfast.renew_recording('page')");
            assertThat(refusal.message()).contains("title gone, headline there instead");
            assertThat(refusal.hint()).contains("Give renamed columns their old names back");
        }
        owner("alter table page rename headline to title");
        renew();
        update(rename("title", "headline"));
        assertThat(history("headline")).containsExactly("A long title", "A");
        assertAsOfNow();
    }
}
