package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.liquibase.Changelogs.ChangeSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is too old, as the first change set would meet it. */
class ServerVersionTest {
    private static final String VERSION = "current_setting('server_version_num')";

    private final Database database = Database.create();

    @ParameterizedTest
    @CsvSource({"140012, 14.12", "149999, 14.9999", "100000, 10.0", "90624, 9.6.24"})
    @DisplayName("PostgreSQL below 15 is refused, with the version found and the one wanted")
    void tooOld(String number, String version) {
        try (Session owner = database.owner()) {
            Session.Refusal refusal = owner.refused(check(number));
            assertThat(refusal.message())
                    .startsWith(
                            "This server is PostgreSQL " + version + ", and Holdfast needs PostgreSQL 15 or newer.");
            assertThat(refusal.sqlState()).isEqualTo("0A000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"150000", "180006", "190000", VERSION})
    @DisplayName("15 and newer is let through")
    void newEnough(String number) {
        try (Session owner = database.owner()) {
            owner.run(check(number));
        }
    }

    @Test
    @DisplayName("that is the first that runs, and the first of what update-sql shows")
    void first() {
        assertThat(database.parse(Database.HOLDFAST).getChangeSets().get(0).getId())
                .isEqualTo("server-version");
        String sql = database.updateSql(Database.HOLDFAST);
        assertThat(sql.indexOf(VERSION)).isPositive().isLessThan(sql.indexOf("holdfast.appRole"));
    }

    /** The first change set's SQL, about a server of that number. */
    private static String check(String number) {
        List<ChangeSet> found = Changelogs.changeSets().stream()
                .filter(changeSet -> changeSet.id().equals("server-version"))
                .toList();
        assertThat(found).hasSize(1);
        String sql = found.get(0).changes().get(0).getTextContent();
        assertThat(sql).containsOnlyOnce(VERSION);
        return sql.replace(VERSION, number);
    }
}
