package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.liquibase.internal.Names;
import java.nio.charset.StandardCharsets;
import liquibase.database.core.PostgresDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("liquibase")
class NamesTest {
    @Test
    @DisplayName("made names stay within PostgreSQL's 63 bytes, keep their suffix, and differ where the tables do")
    void made() {
        assertThat(Names.made("articles", "author_id, kind", "_tenant_fkey"))
                .isEqualTo("articles_author_id_kind_tenant_fkey");
        String one = Names.made("ä".repeat(30) + "1", "", "_tenant_idx");
        String two = Names.made("ä".repeat(30) + "2", "", "_tenant_idx");
        assertThat(one).endsWith("_tenant_idx").isNotEqualTo(two);
        assertThat(one.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(50, 63);
    }

    @Test
    @DisplayName("a role is quoted only where it must be")
    void role() {
        Names names = new Names(new PostgresDatabase());
        assertThat(names.role("holdfast_app")).isEqualTo("holdfast_app");
        assertThat(names.role("my-app")).isEqualTo("\"my-app\"");
        assertThat(names.role("user")).isEqualTo("\"user\"");
        assertThat(names.role("a\"b")).isEqualTo("\"a\"\"b\"");
    }

    @Test
    @DisplayName("a table under a name that needs quotes gets its fence")
    void quoted() {
        Database database = Database.withHoldfast()
                .update(Database.xml(Database.changeSet(
                                "table", Database.sql("create table public.\"Order\" (id int, \"tenantId\" bigint)"))
                        + Database.changeSet(
                                "order",
                                "<holdfast:enableTenancy tableName='Order' tenantColumn='tenantId' registry='false'"
                                        + " keyColumns='id'/>")));
        try (Session app = database.app()) {
            assertThat(app.runIn(1, "insert into public.\"Order\" values (7)")).isOne();
            assertThat(app.rowsIn(2, "select * from public.\"Order\"")).isEmpty();
            assertThat(app.rowsIn(1, "select * from public.\"Order\"")).containsExactly("7|1");
        }
    }

    @Test
    @DisplayName("Q-5 holdfast.type is the type as it is written, though Liquibase has one of that name")
    void givenType() {
        String column = "<column name='%s' type='holdfast.type(%s)'/>";
        Database database = Database.withHoldfast()
                .update(Database.xml(Database.changeSet(
                                "types",
                                Database.sql("create type public.currency as enum ('EUR');"
                                        + "create type public.\"Mood (a)\" as enum ('CALM')"))
                        + Database.changeSet(
                                "table",
                                "<createTable tableName='prices'>" + column.formatted("a", "currency")
                                        + column.formatted("b", "&quot;Mood (a)&quot;[]")
                                        + column.formatted("c", " numeric(10, 2) ") + "</createTable>")));
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            assertThat(superuser.one("select string_agg(format_type(atttypid, atttypmod), ', ' order by attnum)"
                            + " from pg_attribute where attrelid = 'public.prices'::regclass and attnum > 0"))
                    .isEqualTo("currency, \"Mood (a)\"[], numeric(10,2)");
        }
    }
}
