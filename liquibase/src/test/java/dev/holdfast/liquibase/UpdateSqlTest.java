package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("liquibase")
class UpdateSqlTest {
    @Test
    @DisplayName("update-sql shows plain statements, without a database read, as in golden/update.sql")
    void updateSql() {
        String sql = Database.create().updateSql("samples/blog.xml");
        assertThat(own(sql, "-- Changeset samples/blog.xml::tenancy", "-- Changeset samples/blog.xml::article-has"))
                .isEqualTo(golden("update.sql"));
    }

    @Test
    @DisplayName("update-sql of a foreign key, as in golden/foreign-key.sql")
    void foreignKeySql() {
        String sql = Database.create().updateSql("samples/blog.xml");
        assertThat(own(sql, "-- Changeset samples/blog.xml::article-has", "-- Changeset samples/blog.xml::first"))
                .isEqualTo(golden("foreign-key.sql"));
    }

    @Test
    @DisplayName("update-sql of a table that had rows, as in golden/existing-rows.sql")
    void existingRowsSql() {
        String sql = Database.create().updateSql("samples/existing.xml");
        assertThat(own(
                        sql,
                        "-- Changeset samples/existing.xml::notes-tenancy",
                        "-- Changeset samples/existing.xml::notes-upper"))
                .isEqualTo(golden("existing-rows.sql"));
    }

    @ParameterizedTest
    @CsvSource({"soft-delete, soft-foreign", "soft-foreign-keys, one-email", "one-email-each, first"})
    @DisplayName("update-sql of soft delete, as in golden/<change set>.sql")
    void softDeleteSql(String changeSet, String next) {
        String sql = Database.create().updateSql("samples/soft-delete.xml");
        assertThat(own(
                        sql,
                        "-- Changeset samples/soft-delete.xml::" + changeSet + "::",
                        "-- Changeset samples/soft-delete.xml::" + next))
                .isEqualTo(golden(changeSet + ".sql"));
    }

    @ParameterizedTest
    @CsvSource({"soft-delete, tenancy", "soft-foreign-keys, soft-delete"})
    @DisplayName("rollback-sql of soft delete, one statement per table, as in golden/<change set>-rollback.sql")
    void softDeleteRollbackSql(String changeSet, String next) {
        Database database = Database.create().update("samples/soft-delete.xml");
        String sql = database.rollbackSql("samples/soft-delete.xml", 5);
        assertThat(own(
                        sql,
                        "-- Rolling Back ChangeSet: samples/soft-delete.xml::" + changeSet + "::",
                        "-- Rolling Back ChangeSet: samples/soft-delete.xml::" + next))
                .isEqualTo(golden(changeSet + "-rollback.sql"));
    }

    @ParameterizedTest
    @CsvSource({
        "encrypted-email, second-index",
        "second-index, phone-to-be",
        "phone-to-be-encrypted, phone-encrypted",
        "phone-encrypted, phone-clear-again",
        "phone-clear-again, phone-decrypted",
        "phone-decrypted, ~",
    })
    @DisplayName("update-sql of encrypted columns, as in golden/<change set>.sql")
    void encryptionSql(String changeSet, String next) {
        String sql = Database.create().updateSql("samples/encryption.xml");
        assertThat(own(
                        sql,
                        "-- Changeset samples/encryption.xml::" + changeSet + "::",
                        "-- Changeset samples/encryption.xml::" + next))
                .isEqualTo(golden(changeSet + ".sql"));
    }

    @ParameterizedTest
    @CsvSource({
        "phone-decrypted, phone-clear-again",
        "phone-clear-again, phone-encrypted",
        "phone-encrypted, phone-to-be",
        "phone-to-be-encrypted, second-index",
        "second-index, encrypted-email",
        "encrypted-email, tenancy",
    })
    @DisplayName("rollback-sql of encrypted columns, as in golden/<change set>-rollback.sql")
    void encryptionRollbackSql(String changeSet, String next) {
        Database database = Database.create().update("samples/encryption.xml");
        String sql = database.rollbackSql("samples/encryption.xml", 7);
        assertThat(own(
                        sql,
                        "-- Rolling Back ChangeSet: samples/encryption.xml::" + changeSet + "::",
                        "-- Rolling Back ChangeSet: samples/encryption.xml::" + next))
                .isEqualTo(golden(changeSet + "-rollback.sql"));
    }

    @Test
    @DisplayName("a script of update-sql, run by itself in one transaction, leaves what Liquibase leaves")
    void script() {
        String sql = Database.create().updateSql("samples/soft-delete.xml");
        Database database = Database.create();
        try (Session owner = database.owner();
                Session app = database.app()) {
            owner.run("begin; " + sql.replaceAll("(?m)^(--.*|.*public\\.databasechangelog.*)$", "") + "; commit");
            app.runIn(1, "insert into blog.authors_live (id, email) values (1, 'a@x')");
            assertThat(app.runIn(1, "delete from blog.authors_live")).isOne();
        }
    }

    @Test
    @DisplayName("rollback-sql is one statement per table, as in golden/rollback.sql")
    void rollbackSql() {
        Database database = Database.create().update("samples/blog.xml");
        String sql = database.rollbackSql("samples/blog.xml", 3);
        assertThat(own(sql, "-- Rolling Back ChangeSet: samples/blog.xml::tenancy", "~"))
                .isEqualTo(golden("rollback.sql"));
    }

    /** The statements of one change set, without comments and without Liquibase's own bookkeeping. */
    private static String own(String sql, String from, String to) {
        int start = sql.indexOf(from);
        assertThat(start).as(sql).isNotNegative();
        int end = sql.indexOf(to, start + 1);
        List<String> lines = new ArrayList<>();
        for (String line :
                sql.substring(start, end < 0 ? sql.length() : end).lines().toList()) {
            if (!line.startsWith("--")
                    && !line.isBlank()
                    && !line.toLowerCase(Locale.ROOT).contains("databasechangelog")) {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }

    private static String golden(String file) {
        try (InputStream text = UpdateSqlTest.class.getResourceAsStream("/golden/" + file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("-- region:") && !line.equals("-- endregion"))
                    .reduce((a, b) -> a + "\n" + b)
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
