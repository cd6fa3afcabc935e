package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is recorded is this table's, of this row, and of each value that isn't the one before. */
@Tag("liquibase")
class RecordingIdentityTest {
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

    private void update(String changes) {
        database.update(Database.xml(Database.changeSet(Cluster.unique("change"), changes)));
    }

    private List<String> entries() {
        return app.rows(
                "select concat_ws(' ', table_name, action, key, changes) from holdfast.audit_log order by sequence");
    }

    private List<String> faults() {
        return app.rows("select fault from holdfast.recording_faults()");
    }

    @Test
    @DisplayName(
            "values are compared by their bytes, also where a collation takes A for a; a key under such a one is refused")
    void collations() {
        owner("""
                create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                create domain label as text collate loose;
                create table word (id text primary key, text text collate loose, labels text[] collate loose, label label);
                grant select, insert, update, delete on word to holdfast_app;
                create table name (id text collate loose primary key)""");
        update(
                "<holdfast:enableAudit tableName='word' tenant='false'/><holdfast:enableHistory tableName='word' tenant='false'/>");
        app.run("insert into word values ('a', 'b', '{c}', 'd')");
        app.run("update word set text = 'B'");
        app.run("update word set labels = '{C}'");
        app.run("update word set label = 'D'");
        app.run("update word set text = 'B', labels = '{C}', label = 'D'");
        assertThat(entries())
                .containsExactly(
                        "word insert a",
                        "word update a {\"text\": [\"b\", \"B\"]}",
                        "word update a {\"labels\": [\"{c}\", \"{C}\"]}",
                        "word update a {\"label\": [\"d\", \"D\"]}");
        assertThat(app.rows("select text, labels, label from word_as_of('infinity')"))
                .containsExactly("B|{C}|D");
        assertThatThrownBy(() -> update("<holdfast:enableAudit tableName='name' tenant='false'/>"))
                .rootCause()
                .hasMessageContaining("the collation of its key")
                .hasMessageContaining("deterministic");
    }

    @Test
    @DisplayName(
            "a primary key of other columns is told, and followed by another enableAudit; a renamed one is the same")
    void otherKey() {
        owner("create table item (id bigint primary key, place int not null default 0, title text);"
                + " grant select, insert, update, delete on item to holdfast_app");
        update("<holdfast:enableAudit tableName='item' tenant='false'/>");
        owner("alter table item rename id to number");
        assertThat(faults()).singleElement().asString().contains("number was id");
        owner("select holdfast.renew_recording('item')");
        assertThat(faults()).isEmpty();
        owner("alter table item drop constraint item_pkey, add primary key (number, place)");
        assertThat(faults())
                .containsExactly("its primary key is (number, place) now, and its rows are recorded by (number)");
        assertThatThrownBy(() -> update("<addColumn tableName='item'><column name='n' type='int'/></addColumn>"))
                .rootCause()
                .hasMessageContaining("Run enableAudit again");
        update("<holdfast:enableAudit tableName='item' tenant='false' version='2'/>");
        app.run("insert into item values (1, 1), (1, 2)");
        assertThat(entries()).containsExactly("item insert [\"1\",\"1\"]", "item insert [\"1\",\"2\"]");
        assertThat(faults()).isEmpty();
    }

    @Test
    @DisplayName(
            "a history is one of its key: with another one it is refused, and with the same one renamed it goes on")
    void otherKeyOfHistory() {
        owner("create table item (id bigint primary key, place int not null default 0);"
                + " grant select, insert, update, delete on item to holdfast_app");
        update("<holdfast:enableHistory tableName='item' tenant='false'/>");
        app.run("insert into item values (1, 1)");
        owner("alter table item rename id to number");
        update("<holdfast:enableHistory tableName='item' tenant='false' version='2'/>");
        assertThat(faults()).isEmpty();
        owner("alter table item drop constraint item_pkey, add primary key (number, place)");
        assertThat(faults())
                .containsExactly("its primary key is (number, place) now, and its rows are recorded by (number)");
        for (String change : List.of("enableHistory", "enableAudit")) {
            assertThatThrownBy(() -> update("<holdfast:" + change + " tableName='item' tenant='false' version='3'/>"))
                    .rootCause()
                    .hasMessageContaining("The history of public.item tells its rows apart by (number)")
                    .hasMessageContaining("roll enableHistory back");
        }
    }

    @Test
    @DisplayName("a function that another table's triggers call, or that isn't Holdfast's, isn't replaced")
    void otherFunctions() {
        owner("create table item (id bigint primary key); create table item_new (id bigint primary key);"
                + " grant select, insert, update, delete on item, item_new to holdfast_app");
        update("<holdfast:enableAudit tableName='item' tenant='false'/>");
        owner("alter table item rename to item_old; alter table item_new rename to item");
        assertThatThrownBy(() -> update("<holdfast:enableAudit tableName='item' tenant='false' logicalName='new'/>"))
                .rootCause()
                .hasMessageContaining("the function public.item_recorded_insert() records those of public.item_old")
                .hasMessageContaining("holdfast.renew_recording('public.item_old')");
        app.run("insert into item_old values (1)");
        owner("select holdfast.renew_recording('public.item_old')");
        update("<holdfast:enableAudit tableName='item' tenant='false' logicalName='new'/>");
        app.run("insert into item_old values (2)");
        app.run("insert into item values (3)");
        assertThat(entries()).containsExactly("item insert 1", "item insert 2", "new insert 3");
        owner(
                "create table own (id bigint primary key);"
                        + " create function own_recorded_delete() returns trigger language plpgsql as 'begin return null; end'");
        assertThatThrownBy(() -> update("<holdfast:enableAudit tableName='own' tenant='false'/>"))
                .rootCause()
                .hasMessageContaining("a function public.own_recorded_delete() is there, and isn't Holdfast's");
    }
}
