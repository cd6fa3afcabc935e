package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** enableAudit: each change of a row leaves an entry, whoever makes it. */
@Tag("liquibase")
class AuditTest {
    private static final Database MIGRATED = Database.withHoldfast()
            .update(Database.xml(Database.changeSet("tables", Database.sql("""
                    create table public.article (id bigint primary key, tenant_id bigint, title text, price numeric, at timestamptz,
                        doc json, layout jsonb, secret text, size integer generated always as (length(title)) stored);
                    """)) + Database.changeSet("tenancy", "<holdfast:enableTenancy tableName='article' registry='false'/>")
                    + Database.changeSet("audit", "<holdfast:enableAudit tableName='article' excludeColumns='secret'/>")))
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

    private List<String> entries() {
        return app.rowsIn(
                1,
                "select concat_ws(' ', action, key, new_key, changes) from holdfast.audit_log where table_name = 'article'"
                        + " order by sequence");
    }

    @Test
    @DisplayName("insert, update and delete leave an entry each, with what changed")
    void entriesOfChanges() {
        app.runIn(1, "insert into article (id, title, price, secret) values (1, 'A', 1.0, 's')");
        app.runIn(1, "update article set title = 'B', price = 1.00, secret = 't' where id = 1");
        app.runIn(1, "update article set id = 2");
        app.runIn(1, "update article set title = title");
        app.runIn(1, "delete from article");
        assertThat(entries())
                .containsExactly(
                        "insert 1",
                        "update 1 {\"price\": [1.0, 1.00], \"title\": [\"A\", \"B\"]}",
                        "update 1 2 {\"id\": [1, 2]}",
                        "delete 2 {\"at\": [null], \"id\": [2], \"doc\": [null], \"size\": [1], \"price\": [1.00], \"title\": [\"B\"],"
                                + " \"layout\": [null], \"tenant_id\": [1]}");
    }
}
