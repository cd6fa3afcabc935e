package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes are recorded in the order in which they were made, or the table is refused: the last version is what is there. */
@Tag("liquibase")
class RecordingOrderTest {
    private final Database database = Database.withHoldfast();
    private final Session app = database.app();

    @AfterEach
    void close() {
        app.close();
    }

    private void owner(String sql) {
        try (Session owner = database.owner()) {
            owner.run(sql);
        }
    }

    private void record(String table, String options) {
        String attributes = "tableName='" + table + "' tenant='false' " + options;
        database.update(Database.xml(Database.changeSet(
                Cluster.unique("record"),
                "<holdfast:enableAudit " + attributes + "/><holdfast:enableHistory " + attributes + "/>")));
    }

    private List<String> entries(String table, String column) {
        return app.rows("select concat_ws(' ', action, key, changes->'" + column
                + "') from holdfast.audit_log where table_name = '" + table + "' order by sequence");
    }

    private void expectVersionsAsRows(String table) {
        assertThat(app.rows("select * from " + table + "_as_of('infinity') order by id"))
                .isEqualTo(app.rows("select * from " + table + " order by id"));
    }

    @Test
    @DisplayName(
            "a trigger after the statement that changes the table again has its changes recorded after the statement's")
    void statementTrigger() {
        owner("""
                create table task (id bigint primary key, title text);
                grant select, insert, update, delete, truncate on task to holdfast_app;
                create function mark() returns trigger language plpgsql as $$ begin
                    if pg_trigger_depth() < 2 then update task set title = title || '!'; end if; return null; end $$;
                create trigger a_mark after insert or update on task for each statement execute function mark()""");
        record("task", "");
        app.run("insert into task values (1, 'A')");
        app.run("update task set title = 'B'");
        assertThat(entries("task", "title"))
                .containsExactly(
                        "insert 1", "update 1 [\"A\", \"A!\"]", "update 1 [\"A!\", \"B\"]", "update 1 [\"B\", \"B!\"]");
        expectVersionsAsRows("task");
    }

    @Test
    @DisplayName("with byRow this is so where one statement inserts and updates, and of what is written in with, too")
    void byRow() {
        owner("""
                create table task (id bigint primary key, title text);
                grant select, insert, update, delete on task to holdfast_app;
                create function mark() returns trigger language plpgsql as $$ begin
                    if pg_trigger_depth() < 2 then update task set title = title || '!' where id = 2; end if; return null; end $$;
                create trigger a_mark after update on task for each statement execute function mark()""");
        record("task", "byRow='true'");
        app.run("insert into task values (1, 'A')");
        app.run("insert into task values (2, 'B'), (1, 'C') on conflict (id) do update set title = excluded.title");
        app.run(
                "with gone as (delete from task where id = 2 returning id) insert into task select id, 'D' from gone limit 1");
        assertThat(entries("task", "title"))
                .containsExactly(
                        "insert 1",
                        "insert 2",
                        "update 1 [\"A\", \"C\"]",
                        "update 2 [\"B\", \"B!\"]",
                        "delete 2 [\"B!\"]",
                        "insert 2");
        expectVersionsAsRows("task");
    }

    private static final String FAMILY = """
            create table person (id bigint primary key);
            create table gift (id bigint primary key, giver bigint, taker bigint);
            grant select, insert, update, delete on person, gift to holdfast_app;
            alter table gift add constraint gift_taker foreign key (taker) references person on delete cascade""";

    private static final String GIVER =
            "alter table gift add constraint gift_giver foreign key (giver) references person on delete set null";

    @Test
    @DisplayName(
            "foreign keys by which one deletion changes and deletes rows are refused, and with byRow all is in its order")
    void foreignKeys() {
        owner(FAMILY + ";" + GIVER);
        assertThatThrownBy(() -> record("gift", ""))
                .rootCause()
                .hasMessageContaining("foreign keys with different actions")
                .hasMessageContaining("gift_giver, gift_taker")
                .hasMessageContaining("byRow=\"true\"");
        record("gift", "byRow='true'");
        app.run("insert into person values (1), (2); insert into gift values (1, 1, 2), (2, 2, null)");
        app.run("delete from person");
        assertThat(entries("gift", "giver"))
                .containsExactly("insert 1", "insert 2", "update 1 [1, null]", "delete 1 [null]", "update 2 [2, null]");
        expectVersionsAsRows("gift");
    }

    @Test
    @DisplayName(
            "such a foreign key that comes later is told, by the way of other tables, too; one with the same action isn't")
    void laterForeignKey() {
        owner(FAMILY + """
                ; create table house (id bigint primary key, person_id bigint references person on delete cascade);
                alter table gift add house_id bigint""");
        record("gift", "");
        String faults = "select fault from holdfast.recording_faults()";
        owner("alter table gift add foreign key (giver) references person on delete cascade on update set null,"
                + " add foreign key (id) references gift on update cascade on delete restrict");
        assertThat(app.rows(faults)).isEmpty();
        owner(
                "alter table gift add constraint gift_house foreign key (house_id) references house on delete set default");
        assertThat(app.rows(faults)).singleElement().asString().contains("gift_giver_fkey, gift_house, gift_taker");
    }

    @Test
    @DisplayName(
            "a row that is lost on its way to another partition fails the statement: what comes after it would be another's")
    void lostOnTheWay() {
        owner("""
                create table sale (id bigint, region text, primary key (id, region)) partition by list (region);
                create table sale_a partition of sale for values in ('a');
                create table sale_b partition of sale for values in ('b');
                grant select, insert, update, delete on sale to holdfast_app;
                create function lose() returns trigger language plpgsql as $$ begin
                    if new.id = 2 then return null; end if; return new; end $$;
                create trigger lose before insert on sale_b for each row execute function lose()""");
        record("sale", "");
        app.run("insert into sale select n, 'a' from generate_series(1, 3) n");
        for (String ids : List.of("1, 2, 3", "1, 2", "2")) {
            Session.Refusal refusal = app.refused("update sale set region = 'b' where id in (" + ids + ")");
            assertThat(refusal.sqlState()).isEqualTo("27000");
            assertThat(refusal.message()).contains("public.sale", "didn't arrive");
            assertThat(refusal.hint()).contains("Have it raise an error");
        }
        app.run("update sale set region = 'b' where id = 1; update sale set region = 'b' where id <> 2");
        assertThat(
                        app.rows(
                                "select concat_ws(' ', key, new_key) from holdfast.audit_log where action = 'update' order by sequence"))
                .containsExactly("[\"1\",\"a\"] [\"1\",\"b\"]", "[\"3\",\"a\"] [\"3\",\"b\"]");
        expectVersionsAsRows("sale");
    }
}
