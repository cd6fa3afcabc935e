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
import org.junit.jupiter.api.Test;

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
