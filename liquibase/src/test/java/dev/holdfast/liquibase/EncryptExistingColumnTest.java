package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A column of clear text that becomes one of cells, on a table of two tenants, and back. */
class EncryptExistingColumnTest {
    private static final String CHECKED = "23514";
    private static final String PHONE =
            "<holdfast:encryptExistingColumn tableName='author' columnName='phone' columnDataType='varchar(20)'/>";
    private static final String REQUIRE = "<holdfast:requireEncryption tableName='author' columnName='phone'/>";

    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                            create table public.author (id bigint primary key, tenant_id bigint, phone varchar(20) not null default 'none');
                            create type public.mood as enum ('glad', 'sad');
                            create domain public.document as jsonb
                            """))
                    + Database.changeSet(
                            "tenancy",
                            "<holdfast:enableTenancy tableName='author' keyColumns='id' registry='false'/>"
                                    + "<holdfast:enableSoftDelete tableName='author'/>")))
            .sealed();

    private Database database;
    private Session app;
    private Session owner;
    private Session across;

    @BeforeEach
    void open() {
        database = MIGRATED.copy();
        app = database.app();
        owner = database.owner();
        across = database.across();
        for (int tenant = 1; tenant <= 2; tenant++) {
            app.runIn(
                    tenant,
                    "insert into author (id, phone) values (" + tenant + ", '+49 " + tenant + "'), (1" + tenant
                            + ", 'ü')");
            app.runIn(tenant, "delete from author_live where phone = 'ü'");
        }
    }

    @AfterEach
    void close() {
        app.close();
        owner.close();
        across.close();
    }

    private String update(String id, String changes) {
        String changelog = Database.xml(Database.changeSet(id, changes));
        database.update(changelog);
        return changelog;
    }

    private List<String> phones() {
        return across.rows("select phone from author order by id");
    }

    private String type(String relation, String column) {
        return owner.one("select concat_ws(' ', format_type(atttypid, atttypmod), attstorage, attnotnull, atthasdef)"
                + " from pg_attribute where attrelid = '" + relation + "'::regclass and attname = '" + column + "'");
    }

    @Test
    @Tag("liquibase")
    @DisplayName("every tenant's values become clear cells, deleted rows' too; up, down and up again")
    void upDownUp() {
        String changelog = update("phone", PHONE);
        List<String> cells = List.of("\\x002b34392031", "\\x002b34392032", "\\x00c3bc", "\\x00c3bc");
        assertThat(phones()).isEqualTo(cells);
        assertThat(type("author", "phone")).isEqualTo("bytea e t f");
        assertThat(app.rowsIn(1, "select id, phone from author_live")).containsExactly("1|\\x002b34392031");
        database.rollback(changelog, 1);
        assertThat(type("author", "phone")).isEqualTo("character varying(20) x t f");
        assertThat(phones()).containsExactly("+49 1", "+49 2", "ü", "ü");
        assertThat(app.rowsIn(1, "select id, phone from author_live")).containsExactly("1|+49 1");
        database.update(changelog);
        assertThat(phones()).isEqualTo(cells);
        owner.expectBound("author");
    }

    @Test
    @DisplayName(
            "EN-18 clear and encrypted cells live side by side, until encryption is required and no clear one is left")
    void require() {
        update("phone", PHONE);
        app.runIn(1, "update author set phone = " + Cells.encrypted(1) + " where id = 1");
        app.runIn(1, "insert into author (id, phone) values (5, " + Cells.clear("+1") + ")");
        assertThat(app.refusedIn(1, "insert into author (id, phone) values (6, '+1')")
                        .sqlState())
                .isEqualTo(CHECKED);
        assertThatThrownBy(() -> update("require", REQUIRE))
                .hasMessageContaining(
                        "The column phone of public.author still holds 4 values in clear text. Encrypt them first.");
        owner.expectBound("author");

        across.run("update author set phone = " + Cells.encrypted(2));
        String changelog = update("require", REQUIRE);
        assertThat(app.refusedIn(1, "insert into author (id, phone) values (6, " + Cells.clear("+1") + ")")
                        .sqlState())
                .isEqualTo(CHECKED);
        database.rollback(changelog, 1);
        assertThat(app.runIn(1, "insert into author (id, phone) values (6, " + Cells.clear("+1") + ")"))
                .isOne();
        across.run("update author set phone = " + Cells.encrypted(2));
        database.update(changelog);
    }

    @Test
    @DisplayName("PostgreSQL's statistics quote clear text no longer once encryption is required")
    void statistics() {
        update("phone", PHONE);
        String quoted =
                "select histogram_bounds::text like '%2b3439%' from pg_stats where tablename = 'author' and attname = 'phone'";
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("analyze author");
            assertThat(superuser.one(quoted)).isEqualTo("t");
            across.run("update author set phone = " + Cells.encrypted(2) + " || int4send(id::int)");
            assertThat(superuser.one(quoted)).isEqualTo("t");
            update("require", REQUIRE);
            assertThat(superuser.one(quoted)).isEqualTo("f");
        }
    }

    @Test
    @DisplayName("a column with encrypted values doesn't become clear text, by rollback or by decryptColumn")
    void encrypted() {
        String changelog = update("phone", PHONE);
        app.runIn(2, "update author set phone = " + Cells.encrypted(1) + " where id = 2");
        String refusal =
                "The column phone of public.author holds 1 values that are encrypted, which only the application can decrypt";
        assertThatThrownBy(() -> database.rollback(changelog, 1)).hasMessageContaining(refusal);
        String decrypt = "<holdfast:decryptColumn tableName='author' columnName='phone' columnDataType='text'/>";
        assertThatThrownBy(() -> update("decrypt", decrypt)).hasMessageContaining(refusal);

        app.runIn(2, "update author set phone = " + Cells.clear("+49 2") + " where id = 2");
        String back = update("decrypt", decrypt);
        assertThat(type("author", "phone")).isEqualTo("text x t f");
        assertThat(phones()).containsExactly("+49 1", "+49 2", "ü", "ü");
        database.rollback(back, 1);
        assertThat(phones()).startsWith("\\x002b34392031");
        database.update(back);
    }

    @Test
    @DisplayName(
            "the way back, with the blind index dropped in a change set of its own, can be rolled back and go on again")
    void wayBack() {
        update("phone", PHONE + "<holdfast:addBlindIndex tableName='author' columnNames='phone'/>");
        String changelog = Database.xml(Database.changeSet(
                        "decrypt",
                        "<holdfast:decryptColumn tableName='author' columnName='phone' columnDataType='varchar(20)'/>")
                + Database.changeSet(
                        "index",
                        "<dropColumn tableName='author' columnName='phone_bidx'/><rollback>"
                                + "<holdfast:addBlindIndex tableName='author' columnNames='phone'/></rollback>"));
        for (int i = 0; i < 2; i++) {
            database.update(changelog);
            assertThat(phones()).containsExactly("+49 1", "+49 2", "ü", "ü");
            assertThat(app.rowsIn(1, "select * from author_live")).hasSize(1).noneMatch(row -> row.contains("\\x"));
            database.rollback(changelog, 2);
            assertThat(phones()).startsWith("\\x002b34392031");
            assertThat(type("author", "phone_bidx")).startsWith("bytea");
            assertThat(type("author_live", "phone_bidx")).startsWith("bytea");
        }
    }

    @Test
    @DisplayName("a column that was encrypted from the start takes clear text again, and then becomes clear")
    void fromTheStart() {
        update("email", "<holdfast:addEncryptedColumn tableName='author' columnName='email'/>");
        String clear = "update author set email = " + Cells.clear("a@x") + " where id = 1";
        assertThat(app.refusedIn(1, clear).sqlState()).isEqualTo(CHECKED);
        String allow = update("allow", "<holdfast:allowClearText tableName='author' columnName='email'/>");
        app.runIn(1, clear);
        assertThatThrownBy(() -> database.rollback(allow, 1))
                .hasMessageContaining("still holds 1 values in clear text");
        update("decrypt", "<holdfast:decryptColumn tableName='author' columnName='email' columnDataType='text'/>");
        assertThat(app.rowsIn(1, "select email from author_live")).containsExactly("a@x");
    }

    @Test
    @DisplayName("a value that isn't of the type, or too long for it, is refused, and stays out of the message")
    void unreadable() {
        update("phone", PHONE);
        app.runIn(1, "update author set phone = " + Cells.clear("secret number") + " where id = 1");
        for (String type : List.of("bigint", "varchar(5)", "numeric(10, 2)")) {
            assertThatThrownBy(() -> update(
                            "decrypt",
                            "<holdfast:decryptColumn tableName='author' columnName='phone' columnDataType='" + type
                                    + "'/>"))
                    .hasMessageContaining("A value in phone of public.author can't be read as " + type)
                    .hasMessageNotContaining("secret");
        }
        assertThat(phones()).hasSize(4);
    }

    @Test
    @DisplayName("without columnDataType there is no rollback; a wrong one is refused")
    void dataType() {
        assertThatThrownBy(() -> update("phone", PHONE.replace("varchar(20)", "int")))
                .hasMessageContaining(
                        "The column phone of public.author is of type character varying, not integer. Correct columnDataType");
        String changelog = update("phone", PHONE.replace("columnDataType='varchar(20)'", ""));
        assertThatThrownBy(() -> database.rollback(changelog, 1)).hasMessageContaining("encryptExistingColumn");
        assertThatThrownBy(() -> update("other", PHONE.replace("phone", "fax")))
                .hasMessageContaining("The table public.author has no column fax");
    }

    @Test
    @DisplayName("EN-16 what depends on the clear text is named and refused")
    void dependents() {
        Map<String, String> dependents = new LinkedHashMap<>();
        dependents.put("create index by_phone on author (phone)", "index public.by_phone");
        dependents.put("create index by_lower on author (lower(phone))", "index public.by_lower");
        dependents.put("create index partial on author (id) where phone is not null", "index public.partial");
        dependents.put(
                "alter table author add constraint one unique (tenant_id, phone)",
                "constraint one on table public.author");
        dependents.put(
                "alter table author add constraint short check (length(phone) < 9)",
                "constraint short on table public.author");
        dependents.put("create view phones as select phone from author", "rule _RETURN on view public.phones");
        dependents.put(
                "alter table author add digits int generated always as (length(phone)) stored",
                "digits of table public.author");
        dependents.put("create statistics stats on phone, id from author", "statistics object public.stats");
        dependents.put("create policy p on author using (phone is not null)", "policy p on table public.author");
        dependents.put(
                "create trigger t before update of phone on author for each row execute function suppress_redundant_updates_trigger()",
                "trigger t on table public.author");
        dependents.put(
                "create materialized view stored as select phone from author",
                "rule _RETURN on materialized view public.stored");
        dependents.keySet().forEach(owner::run);
        assertThatThrownBy(() -> update("phone", PHONE))
                .hasMessageContaining("The column phone of public.author can't be converted while this depends on it: ")
                .satisfies(e -> assertThat(e.getMessage()).contains(dependents.values()))
                .hasMessageNotContaining("author_live");
        assertThat(type("author", "phone")).isEqualTo("character varying(20) x t t");
        assertThat(app.rowsIn(1, "select phone from author_live")).containsExactly("+49 1");
    }

    @Test
    @DisplayName("a view of the user's on the live view stands in the way, with PostgreSQL's own error")
    void viewOnLiveView() {
        owner.run("create view phones as select id from author_live");
        assertThatThrownBy(() -> update("phone", PHONE)).hasMessageContaining("other objects depend on it");
    }

    @Test
    @DisplayName("values of a type keep their text form, and come back as they were")
    void types() {
        List<Value> values = List.of(
                new Value("text", "", ""),
                new Value("text", "a \"b\" \\ ü", "a \"b\" \\ ü"),
                new Value("boolean", "true", "true"),
                new Value("smallint", "-3", "-3"),
                new Value("bigint", "9007199254740993", "9007199254740993"),
                new Value("numeric(10,2)", "1.5", "1.50"),
                new Value("numeric", "1e30", "1000000000000000000000000000000"),
                new Value("double precision", "0.1", "0.1"),
                new Value("double precision", "NaN", "NaN"),
                new Value("date", "2024-02-29", "2024-02-29"),
                new Value(
                        "timestamp with time zone",
                        "2024-02-29 12:00:00.123456+00",
                        "2024-02-29T12:00:00.123456+00:00"),
                new Value("timestamp without time zone", "2024-02-29 12:00", "2024-02-29T12:00:00"),
                new Value("time without time zone", "12:00", "12:00:00"),
                new Value("uuid", "8C2D1F0E-0000-4000-8000-00000000000A", "8c2d1f0e-0000-4000-8000-00000000000a"),
                new Value("jsonb", "{\"a\": [1, null]}", "{\"a\": [1, null]}"),
                new Value("jsonb", "\"text\"", "\"text\""),
                new Value("jsonb", "null", "null"),
                new Value("json", "{\"a\" : 1}", "{\"a\" : 1}"),
                new Value("document", "\"text\"", "\"text\""),
                new Value("mood", "sad", "sad"),
                new Value("int4range", "[1,5)", "[1,5)"),
                new Value("inet", "10.0.0.1", "10.0.0.1"));
        StringBuilder changes = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            owner.run("alter table author add v" + i + " " + values.get(i).type());
            across.run("update author set v" + i + " = '" + values.get(i).literal() + "' where id = 1");
            changes.append("<holdfast:encryptExistingColumn tableName='author' columnName='v" + i + "' columnDataType='"
                    + values.get(i).type() + "'/>");
        }
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            superuser.run("alter database " + database.name() + " set timezone = 'UTC'");
        }
        String before = across.one("select * from author where id = 1");
        String changelog = update("values", changes.toString());
        for (int i = 0; i < values.size(); i++) {
            String cell =
                    "select get_byte(v" + i + ", 0), convert_from(substring(v" + i + " from 2), 'UTF8') from author";
            assertThat(across.one(cell + " where id = 1"))
                    .as(values.get(i).type())
                    .isEqualTo("0|" + values.get(i).text());
            assertThat(across.one("select v" + i + " is null from author where id = 2"))
                    .isEqualTo("t");
        }
        database.rollback(changelog, 1);
        assertThat(across.one("select * from author where id = 1")).isEqualTo(before);
        assertThat(type("author", "v5")).startsWith("numeric(10,2) ");
    }

    @Test
    @DisplayName("a value's text is whole whatever the settings of the database, and read back under others")
    void settings() {
        owner.run("alter table author add score double precision, add span tstzrange");
        across.run(
                "update author set score = 0.1::float8 + 0.2, span = '[2024-03-04 UTC, 2024-05-06 UTC)' where id = 1");
        String rows =
                "select score, score = 0.1::float8 + 0.2, span = '[2024-03-04 UTC, 2024-05-06 UTC)' from author where id = 1";
        String before = across.one(rows);
        database("extra_float_digits = 0", "datestyle = 'German'", "timezone = 'Europe/Berlin'");
        String changelog = update(
                "values",
                "<holdfast:encryptExistingColumn tableName='author' columnName='score' columnDataType='double precision'/>"
                        + "<holdfast:encryptExistingColumn tableName='author' columnName='span' columnDataType='tstzrange'/>");
        assertThat(across.one(
                        "select convert_from(substring(score from 2), 'UTF8') || convert_from(substring(span from 2), 'UTF8')"
                                + " from author where id = 1"))
                .isEqualTo("0.30000000000000004[\"2024-03-04 00:00:00+00\",\"2024-05-06 00:00:00+00\")");
        database("datestyle = 'SQL, MDY'");
        database.rollback(changelog, 1);
        assertThat(across.one(rows)).isEqualTo(before).endsWith("|t|t");
    }

    private void database(String... settings) {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            for (String setting : settings) {
                superuser.run("alter database " + database.name() + " set " + setting);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "char(5), abc, abcdef",
        "character(5), abc, abcdef",
        "bit(4), 1010, 10101",
        "'bit varying(4)', 101, 10101",
        "code, abc, abcdef",
        "flags, 1010, 10101",
        "raw, \\x5c783431,",
    })
    @DisplayName("no cast cuts a value: one that fits comes back as it was, and one that is too long is refused")
    void lengths(String type, String fits, String tooLong) {
        owner.run("create domain code3 as varchar(3); create domain code as code3; create domain flags as bit(4);"
                + " create domain raw as bytea; alter table author add value " + type);
        across.run("update author set value = '" + fits + "' where id = 1");
        String before = across.one("select value from author where id = 1");
        String changelog = update(
                "value",
                "<holdfast:encryptExistingColumn tableName='author' columnName='value' columnDataType='" + type
                        + "'/>");
        if (tooLong != null) {
            across.run("update author set value = " + Cells.clear(tooLong) + " where id = 2");
            assertThatThrownBy(() -> database.rollback(changelog, 1))
                    .hasMessageContaining("A value in value of public.author can't be read as " + type)
                    .hasMessageNotContaining(tooLong);
            across.run("update author set value = null where id = 2");
        }
        database.rollback(changelog, 1);
        assertThat(across.one("select value from author where id = 1")).isEqualTo(before);
        assertThat(type("author", "value")).startsWith(type.startsWith("char(") ? "character(5)" : type);
    }

    @Test
    @DisplayName(
            "EN-16 what depends on the column of a partition is named and refused; then all partitions are converted")
    void partitions() {
        update(
                "parts",
                Database.sql("create table public.visit (id int primary key, note text) partition by range (id);"
                        + " create table public.visit_1 partition of public.visit for values from (0) to (9);"
                        + " create table public.visit_2 partition of public.visit for values from (9) to (99);"
                        + " create index by_note on public.visit_1 (note);"
                        + " create view notes as select note from public.visit_2;"
                        + " insert into public.visit values (1, 'x'), (10, 'y')"));
        String change = "<holdfast:encryptExistingColumn tableName='visit' columnName='note' columnDataType='text'/>";
        assertThatThrownBy(() -> update("note", change))
                .hasMessageContaining("index public.by_note, rule _RETURN on view public.notes. Drop that first");
        owner.run("drop index by_note; drop view notes");
        String changelog = update("note", change);
        assertThat(owner.rows("select note from visit order by id")).containsExactly("\\x0078", "\\x0079");
        database.rollback(changelog, 1);
        assertThat(owner.rows("select note from visit order by id")).containsExactly("x", "y");
    }

    private record Value(String type, String literal, String text) {}

    @Test
    @DisplayName("bytea becomes cells as it is; types without a text form are refused")
    void bytes() {
        update("columns", Database.sql("alter table author add value bytea, add list text[]"));
        across.run("update author set value = '\\xff00' where id = 1");
        String changelog = update(
                "value",
                "<holdfast:encryptExistingColumn tableName='author' columnName='value' columnDataType='bytea'/>");
        assertThat(across.one("select value from author where id = 1")).isEqualTo("\\x00ff00");
        database.rollback(changelog, 1);
        assertThat(across.one("select value from author where id = 1")).isEqualTo("\\xff00");
        assertThat(type("author", "value")).startsWith("bytea x");
        assertThatThrownBy(() -> update("other", PHONE.replace("phone", "list").replace("varchar(20)", "text[]")))
                .hasMessageContaining("has no text form that a cell could hold");
    }

    @Test
    @DisplayName("a table that isn't under tenancy yet stays so, and one without tenants has no FORCE afterwards")
    void withoutTenancy() {
        update(
                "plain",
                Database.sql(
                        "create table public.note (id int primary key, body text); insert into note values (1, 'x')"));
        String changelog = update(
                "body", "<holdfast:encryptExistingColumn tableName='note' columnName='body' columnDataType='text'/>");
        assertThatThrownBy(() -> update("require", "<holdfast:requireEncryption tableName='note' columnName='body'/>"))
                .hasMessageContaining("holds 1 values in clear text");
        database.rollback(changelog, 1);
        assertThat(owner.one("select body from note")).isEqualTo("x");
        assertThat(owner.one("select relforcerowsecurity or relrowsecurity from pg_class where relname = 'note'"))
                .isEqualTo("f");
    }
}
