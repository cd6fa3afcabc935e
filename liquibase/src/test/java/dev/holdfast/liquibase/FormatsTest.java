package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.liquibase.internal.HoldfastChange;
import java.util.List;
import java.util.stream.Collectors;
import liquibase.change.Change;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("liquibase")
class FormatsTest {
    @ParameterizedTest
    @ValueSource(strings = {"samples/blog.xml", "samples/blog.yaml", "samples/blog.json"})
    @DisplayName("the changes work in XML, YAML and JSON: up, down, and up again")
    void upDownUp(String changelog) {
        Database database = Database.create().update(changelog);
        expectFence(database);
        database.rollbackAll(changelog);
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select nspname from pg_namespace where nspname in ('blog', 'holdfast')"))
                    .isEmpty();
        }
        database.update(changelog);
        expectFence(database);
    }

    private static void expectFence(Database database) {
        try (Session app = database.app()) {
            for (int tenant = 1; tenant <= 2; tenant++) {
                assertThat(app.runIn(tenant, "insert into blog.authors (email) values ('a@x')"))
                        .isOne();
            }
            assertThat(app.rowsIn(1, "select tenant_id, email from blog.authors"))
                    .containsExactly("1|a@x");
            app.runIn(1, "delete from blog.authors");
            app.runIn(2, "delete from blog.authors");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples/soft-delete.xml", "samples/soft-delete.yaml", "samples/soft-delete.json"})
    @DisplayName("the changes of soft delete, too: up, down, and up again")
    void softDeleteUpDownUp(String changelog) {
        Database database = runUpDownUp(changelog);
        try (Session app = database.app()) {
            app.runIn(1, "insert into blog.authors_live (id, email) values (1, 'a@x')");
            assertThat(app.runIn(1, "delete from blog.authors_live")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples/encryption.xml", "samples/encryption.yaml", "samples/encryption.json"})
    @DisplayName("and those of encrypted columns: up, down, and up again")
    void encryptionUpDownUp(String changelog) {
        Database database = runUpDownUp(changelog);
        try (Session app = database.app()) {
            app.runIn(
                    1,
                    "insert into blog.authors_live (id, phone, email) values (1, '123', " + Cells.encrypted(1) + ")");
            assertThat(app.runIn(1, "delete from blog.authors_live")).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples/events.xml", "samples/events.yaml", "samples/events.json"})
    @DisplayName("and that of the event store: up, down, and up again, over partitions too")
    void eventsUpDownUp(String changelog) {
        for (String partitions : List.of("0", "4")) {
            Database database = Database.create()
                    .with("holdfast.eventPartitions", partitions)
                    .update(changelog);
            expectTypeIndexes(database, 4);
            database.rollback(changelog, 1);
            expectTypeIndexes(database, 0);
            database.update(changelog);
            expectTypeIndexes(database, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"samples/recording.xml", "samples/recording.yaml", "samples/recording.json"})
    @DisplayName("and those of audit and history: up, down, and up again")
    void recordingUpDownUp(String changelog) {
        Database database = runUpDownUp(changelog);
        try (Session app = database.app()) {
            app.runIn(
                    1,
                    "select set_config('holdfast.actor', 'ann', true); insert into blog.articles (id, title) values (1, 'A')");
            assertThat(app.rowsIn(1, "select table_name, key from holdfast.audit_log"))
                    .containsExactly("articles|1");
            assertThat(app.rowsIn(1, "select title from blog.articles_as_of(clock_timestamp())"))
                    .containsExactly("A");
        }
    }

    private static Database runUpDownUp(String changelog) {
        Database database = Database.create().update(changelog).rollbackAll(changelog);
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select nspname from pg_namespace where nspname in ('blog', 'holdfast')"))
                    .isEmpty();
        }
        return database.update(changelog);
    }

    private static void expectTypeIndexes(Database database, int count) {
        try (Session owner = database.owner()) {
            assertThat(owner.rows("select indexdef from pg_indexes where schemaname = 'holdfast' and tablename in"
                            + " ('events', 'archived_events') and indexname ~ '_lost_parcels_'"))
                    .hasSize(count)
                    .allSatisfy(definition ->
                            assertThat(definition).contains("parcel-lost").contains("parcel-found"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "samples/blog, 4",
        "samples/soft-delete, 14",
        "samples/encryption, 9",
        "samples/events, 1",
        "samples/recording, 5",
        "samples/periods, 4"
    })
    @DisplayName("the three formats make the same SQL and the same checksums")
    void same(String sample, int size) {
        List<List<String>> made = List.of("xml", "yaml", "json").stream()
                .map(format -> changes(sample + "." + format))
                .toList();
        assertThat(made.get(0)).hasSize(size);
        assertThat(made.get(1)).isEqualTo(made.get(0));
        assertThat(made.get(2)).isEqualTo(made.get(0));
    }

    private static List<String> changes(String changelog) {
        return Database.create().parse(changelog).getChangeSets().stream()
                .flatMap(changeSet -> changeSet.getChanges().stream())
                .filter(HoldfastChange.class::isInstance)
                .map(FormatsTest::describe)
                .collect(Collectors.toList());
    }

    private static String describe(Change change) {
        liquibase.database.Database postgres = new liquibase.database.core.PostgresDatabase();
        return change.generateCheckSum() + "\n" + List.of(change.generateStatements(postgres));
    }
}
