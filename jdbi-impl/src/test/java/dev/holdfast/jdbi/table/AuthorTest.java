package dev.holdfast.jdbi.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who Liquibase says wrote a printed changelog. */
@PostgresTest
@Tag("liquibase")
class AuthorTest {

    private static final class Things extends Table {
        private Things() {
            super("things");
            bigint("id").primaryKey();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                " Zo\u00eb \"Z\" O'Neil <z&z@example.org> ",
                "${user.name} \u2028 \ud83d\udc1d ]]>",
            })
    @DisplayName("an author that is taken is the one that Liquibase keeps")
    void kept(String author, TestDatabase database) throws Exception {
        Migration migration = new Migration(
                database, Changelog.of(Schema.of(new Things()), author).toXml());
        migration.up();
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select author from databasechangelog order by orderexecuted desc limit 1"))
                .isEqualTo(author);
        migration.down();
    }
}
