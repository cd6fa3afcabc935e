package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code addEncryptedColumn} and {@code addBlindIndex} on a table of two tenants. */
class EncryptedColumnTest {
    private static final String CHECKED = "23514";
    private static final String TAKEN = "23505";

    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                            create table public.author (id bigint primary key, tenant_id bigint, name text);
                            create table public.country (code text primary key)
                            """))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='author' keyColumns='id' registry='false'/>")))
            .sealed();

    private Database database;
    private Session app;
    private Session owner;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
        owner = database.owner();
    }

    @AfterEach
    void close() {
        app.close();
        owner.close();
    }

    private String update(String id, String changes) {
        String changelog = Database.xml(Database.changeSet(id, changes));
        database.update(changelog);
        return changelog;
    }

    private String columns(String table) {
        return String.join(
                " ",
                owner.rows("select concat_ws(':', attname, format_type(atttypid, atttypmod), attstorage)"
                        + " from pg_attribute where attrelid = '" + table
                        + "'::regclass and attnum > 3 and not attisdropped order by attnum"));
    }

    @Test
    @Tag("liquibase")
    @DisplayName("a bytea that isn't compressed, with a check; up, down and up again")
    void upDownUp() {
        String changelog = update("email", "<holdfast:addEncryptedColumn tableName='author' columnName='email'/>");
        assertThat(columns("author")).isEqualTo("email:bytea:e");
        database.rollback(changelog, 1);
        assertThat(columns("author")).isEmpty();
        database.update(changelog);
        assertThat(columns("author")).isEqualTo("email:bytea:e");
        assertThat(owner.rows(
                        "select conname from pg_constraint where conrelid = 'author'::regclass and contype = 'c'"))
                .containsExactly("author_email_encrypted");
    }

    @Test
    @DisplayName(
            "EN-18 clear text and what is cut are refused by the check; migrating lets clear text through behind a zero byte")
    void checked() {
        update(
                "columns",
                "<holdfast:addEncryptedColumn tableName='author' columnName='email'/>"
                        + "<holdfast:addEncryptedColumn tableName='author' columnName='phone' migrating='true'/>");
        for (String neither : List.of("", "01", "02", "616263", "ff" + "00".repeat(36), "01" + "00".repeat(35))) {
            expect("email", neither, false);
            expect("phone", neither, false);
        }
        for (String clear : List.of("00", "0061", "00".repeat(50))) {
            expect("email", clear, false);
            expect("phone", clear, true);
        }
        for (String encrypted : List.of("01" + "00".repeat(36), "01" + "00".repeat(37))) {
            expect("email", encrypted, true);
            expect("phone", encrypted, true);
        }
        app.runIn(1, "insert into author (id) values (9)");
    }

    private void expect(String column, String hex, boolean taken) {
        String sql = "insert into author (id, " + column + ") values (" + (taken ? 1 : 2) + ", '\\x" + hex + "')"
                + " on conflict (id) do update set " + column + " = excluded." + column;
        if (taken) {
            assertThat(app.runIn(1, sql)).isOne();
        } else {
            assertThat(app.refusedIn(1, sql).sqlState()).isEqualTo(CHECKED);
        }
    }

    @Test
    @DisplayName("EN-18 text bound to it is refused for its type")
    void text() {
        update("email", "<holdfast:addEncryptedColumn tableName='author' columnName='email' nullable='false'/>");
        assertThat(app.refusedIn(1, "insert into author (id, email) values (1, 'a@x'::text)")
                        .sqlState())
                .isEqualTo("42804");
        assertThat(app.refusedIn(1, "insert into author (id) values (1)").sqlState())
                .isEqualTo("23502");
    }

    @Test
    @DisplayName("a unique blind index is unique within a tenant, and of its length")
    void unique() {
        update(
                "email",
                "<holdfast:addEncryptedColumn tableName='author' columnName='email' blindIndexName='email_bidx' unique='true'/>");
        String insert = "insert into author (id, email, email_bidx) values (%d, " + Cells.encrypted(1) + ", %s)";
        app.runIn(1, insert.formatted(1, Cells.index(7, 32)));
        app.runIn(2, insert.formatted(2, Cells.index(7, 32)));
        app.runIn(1, insert.formatted(3, Cells.index(8, 32)));
        app.runIn(1, insert.formatted(4, "null") + ", (5, null, null)");
        assertThat(app.refusedIn(1, insert.formatted(6, Cells.index(7, 32))).sqlState())
                .isEqualTo(TAKEN);
        assertThat(app.refusedIn(1, insert.formatted(6, Cells.index(7, 31))).sqlState())
                .isEqualTo(CHECKED);
        assertThat(app.refusedIn(1, insert.formatted(6, "''")).sqlState()).isEqualTo(CHECKED);
        assertThat(owner.rows("select pg_get_indexdef('author_email_bidx_key'::regclass)"))
                .containsExactly(
                        "CREATE UNIQUE INDEX author_email_bidx_key ON public.author USING btree (tenant_id, email_bidx)");
    }

    @Test
    @DisplayName("among live rows only, a deleted row's value can be taken again; the live view has the columns")
    void live() {
        update("soft", "<holdfast:enableSoftDelete tableName='author'/>");
        String changelog = update(
                "email",
                "<holdfast:addEncryptedColumn tableName='author' columnName='email' blindIndexName='email_bidx'"
                        + " unique='true' softDelete='true'/>");
        String insert = "insert into author_live (id, email, email_bidx) values (%d, " + Cells.encrypted(1) + ", "
                + Cells.index(7, 32) + ")";
        app.runIn(1, insert.formatted(1));
        assertThat(app.refusedIn(1, insert.formatted(2)).sqlState()).isEqualTo(TAKEN);
        app.runIn(1, "delete from author_live where id = 1");
        app.runIn(1, insert.formatted(2));
        assertThat(columns("author_live")).isEqualTo("email:bytea:x email_bidx:bytea:x");
        Database.rewrite(changelog, "<holdfast:addEncryptedColumn", "<holdfast:addEncryptedColumn discard='true'");
        database.rollback(changelog, 1);
        assertThat(columns("author_live")).isEmpty();
        assertThat(app.rowsIn(1, "select id from author_live")).containsExactly("2");
    }

    @Test
    @DisplayName("EN-9 a second blind index for a column that is there: both unique, the new one empty at first")
    void second() {
        update(
                "email",
                "<holdfast:addEncryptedColumn tableName='author' columnName='email' blindIndexName='email_bidx' unique='true'/>");
        app.runIn(
                1,
                "insert into author (id, email, email_bidx) values (1, " + Cells.encrypted(1) + ", "
                        + Cells.index(7, 32) + "), (2, " + Cells.encrypted(2) + ", " + Cells.index(8, 32) + ")");
        String changelog = update(
                "second",
                "<holdfast:addBlindIndex tableName='author' columnNames='email' blindIndexName='email_bidx2' unique='true' blindIndexBits='60'/>");
        assertThat(app.runIn(1, "update author set email_bidx2 = " + Cells.index(9, 8) + " where id = 1"))
                .isOne();
        assertThat(app.refusedIn(1, "update author set email_bidx2 = " + Cells.index(9, 8) + " where id = 2")
                        .sqlState())
                .isEqualTo(TAKEN);
        database.rollback(changelog, 1).update(changelog);
        assertThat(app.rowsIn(1, "select count(email_bidx), count(email_bidx2) from author"))
                .containsExactly("2|0");
    }

    @Test
    @DisplayName("a blind index over several columns is named after them; one that isn't unique says so")
    void compound() {
        update(
                "index",
                "<holdfast:addBlindIndex tableName='author' columnNames='name, born' tenantColumn='tenant_id'/>");
        assertThat(columns("author")).isEqualTo("name_born_bidx:bytea:x");
        assertThat(owner.rows("select indexdef from pg_indexes where indexname = 'author_name_born_bidx_idx'"))
                .containsExactly(
                        "CREATE INDEX author_name_born_bidx_idx ON public.author USING btree (tenant_id, name_born_bidx)");
    }

    @Test
    @DisplayName("a table without tenants, and names that need quotes")
    void withoutTenants() {
        String changelog = update(
                "country",
                "<holdfast:addEncryptedColumn tableName='country' columnName='Head of State' blindIndexName='Head bidx'"
                        + " unique='true' tenant='false'/>");
        assertThat(owner.rows("select indexdef from pg_indexes where indexname = 'country_Head bidx_key'"))
                .containsExactly(
                        "CREATE UNIQUE INDEX \"country_Head bidx_key\" ON public.country USING btree (\"Head bidx\")");
        owner.run("insert into country values ('x', " + Cells.encrypted(1) + ", " + Cells.index(1, 32) + ")");
        assertThatThrownBy(() -> database.rollback(changelog, 1))
                .hasMessageContaining("1 of its rows have a value in Head of State");
        owner.run("delete from country");
        database.rollback(changelog, 1);
    }

    @Test
    @DisplayName("the rollback refuses while a row of any tenant has a value, deleted ones too, unless discard is true")
    void discard() {
        String changelog = update(
                "email",
                "<holdfast:addEncryptedColumn tableName='author' columnName='email' blindIndexName='email_bidx'/>");
        app.runIn(2, "insert into author (id, email) values (1, " + Cells.encrypted(1) + "), (2, null)");
        assertThatThrownBy(() -> database.rollback(changelog, 1))
                .hasMessageContaining(
                        "The rollback of addEncryptedColumn on public.author is refused: 1 of its rows have a"
                                + " value in email, which would be lost. Set discard=\"true\" on the change");
        owner.expectBound("author");
        Database.rewrite(changelog, "<holdfast:addEncryptedColumn", "<holdfast:addEncryptedColumn discard='true'");
        database.rollback(changelog, 1);
        assertThat(columns("author")).isEmpty();
        assertThat(app.rowsIn(2, "select id from author order by id")).containsExactly("1", "2");
        database.update(changelog);
    }

    @Test
    @DisplayName("EN-23 equality by the blind index uses it, as the application role")
    void plan() {
        update(
                "email",
                "<holdfast:addEncryptedColumn tableName='author' columnName='email' blindIndexName='email_bidx' unique='true'/>");
        app.run("set enable_seqscan = off");
        assertThat(app.rowsIn(1, "explain (costs off) select * from author where email_bidx = " + Cells.index(7, 32)))
                .anyMatch(line -> line.contains("author_email_bidx_key"))
                .anyMatch(line -> line.contains("Index Cond: ((tenant_id = ") && line.contains("(email_bidx = "));
    }
}
