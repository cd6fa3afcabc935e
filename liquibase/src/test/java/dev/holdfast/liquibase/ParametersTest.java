package dev.holdfast.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.liquibase.Changelogs.ChangeSet;
import dev.holdfast.liquibase.OtherJvm.Ended;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another value of a parameter, in a JVM of its own: within one, Liquibase remembers what it found. */
@Tag("liquibase")
class ParametersTest {
    private final String owner = Cluster.unique("owner");
    private final Map<String, String> parameters = new TreeMap<>(
            Map.of("holdfast.appRole", Cluster.unique("app"), "holdfast.acrossRole", Cluster.unique("across")));

    private Database migrated() {
        try (Session superuser = Cluster.superuser()) {
            superuser.run("create role " + owner + " login createrole");
        }
        Database database = Database.ownedBy(owner);
        parameters.forEach(database::with);
        return database.update(Database.HOLDFAST);
    }

    private Ended updated(Database database) {
        return OtherJvm.update(database.name(), owner, parameters);
    }

    /** The change sets that ran again. */
    private static List<String> again(Database database) {
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            return superuser.rows("select id from public.databasechangelog where exectype = 'RERAN'");
        }
    }

    private static List<String> using(String parameter) {
        return Changelogs.changeSets().stream()
                .filter(ChangeSet::runsOnChange)
                .filter(changeSet -> changeSet.parameters().contains(parameter))
                .map(ChangeSet::id)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"holdfast.appRole", "holdfast.acrossRole"})
    @DisplayName(
            "another role: every change set runs again that has it in it or in a file, and no function names the old")
    void role(String parameter) {
        Database database = migrated();
        String before = parameters.put(parameter, Cluster.unique("role"));
        Ended ended = updated(database);
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(again(database)).containsExactlyInAnyOrderElementsOf(using(parameter));
        try (Session there = database.owner()) {
            assertThat(there.rows("select proname from pg_proc where pronamespace = 'holdfast'::regnamespace"
                            + " and prosrc ~ '\\m" + before + "\\M'"))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "roles of any name are named rightly by every change set, function and rollback, and so is another one")
    void oddRoles() {
        String changelog = "samples/soft-delete.xml";
        for (String parameter : parameters.keySet()) {
            parameters.compute(parameter, (name, role) -> "It's */ -- " + role + "; $%I ? \\");
        }
        Database database = migrated().update(changelog);
        expectWorking(database);
        String before = parameters.compute("holdfast.acrossRole", (name, role) -> role + "'");
        Ended ended = updated(database);
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(again(database)).containsExactlyInAnyOrderElementsOf(using("holdfast.acrossRole"));
        try (Session there = database.session(Cluster.SUPERUSER)) {
            assertThat(there.rows("select proname from pg_proc where pronamespace = 'holdfast'::regnamespace"
                            + " and strpos(prosrc, $a$" + before + "$a$) > 0"))
                    .hasSize(3);
            there.run("truncate blog.authors, blog.articles, blog.comments, blog.pictures, blog.invoices");
            there.run("truncate holdfast.streams; drop table holdfast.data_keys");
        }
        parameters.forEach(database::with);
        database.rollbackAll(changelog);
    }

    private void expectWorking(Database database) {
        String app = parameters.get("holdfast.appRole");
        try (Session superuser = database.session(Cluster.SUPERUSER)) {
            parameters.values().forEach(role -> superuser.run("alter role \"" + role + "\" login"));
        }
        try (Session session = database.session(app);
                Session across = database.session(parameters.get("holdfast.acrossRole"))) {
            session.runIn(1, "insert into blog.authors_live (id, email) values (1, 'a@x')");
            assertThat(session.runIn(1, "delete from blog.authors_live")).isOne();
            session.runIn(
                    1,
                    "insert into holdfast.data_keys (id, tenant, subject, purpose, wrapped, wrapping_key)"
                            + " values (holdfast.data_key_id(), '1', 'bob', 'data', '\\x01', 'master')");
            assertThat(session.rowsIn(1, EventFixture.event("a", 0))).containsExactly("1");
            assertThat(across.rows("select holdfast.shred_tenant('1')")).containsExactly("1");
            assertThat(across.run("delete from holdfast.streams")).isOne();
            assertThat(across.run("delete from holdfast.events")).isOne();
        }
    }

    @Test
    @DisplayName("a role with a double quote in its name is refused by name")
    void doubleQuote() {
        parameters.put("holdfast.appRole", "a\"b");
        assertThatThrownBy(this::migrated)
                .hasMessageContaining("A role's name has a double quote in it")
                .hasMessageContaining("are a\"b and ");
    }

    @Test
    @DisplayName("another type of events, after their tables were converted: the functions are made for it")
    void dataType() {
        Database database = migrated();
        try (Session there = database.session(owner)) {
            for (String column : List.of("events.data", "archived_events.data", "snapshots.state")) {
                String[] names = column.split("\\.");
                there.run("alter table holdfast." + names[0] + " alter " + names[1] + " type json using " + names[1]
                        + "::text::json");
            }
        }
        parameters.put("holdfast.eventDataType", "json");
        Ended ended = updated(database);
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(again(database)).containsExactlyInAnyOrderElementsOf(using("holdfast.eventDataType"));
    }

    @ParameterizedTest
    @CsvSource({"holdfast.tenantType, uuid", "holdfast.eventDataType, json", "holdfast.eventPartitions, 4"})
    @DisplayName("what another value can't do is refused by name, before any function is made for it")
    void refused(String parameter, String value) {
        Database database = migrated();
        parameters.put(parameter, value);
        Ended ended = updated(database);
        assertThat(ended.code()).isOne();
        assertThat(ended.output())
                .contains("The parameter " + parameter + " is \"" + value + "\", but holdfast.")
                .contains("set it back to ");
        assertThat(again(database)).allSatisfy(id -> assertThat(id).endsWith("parameters"));
    }

    @Test
    @DisplayName("every parameter of the changelogs is changed here")
    void complete() {
        TreeSet<String> used = new TreeSet<>();
        Changelogs.changeSets().forEach(changeSet -> used.addAll(changeSet.parameters()));
        assertThat(used)
                .containsExactly(
                        "holdfast.acrossRole",
                        "holdfast.appRole",
                        "holdfast.eventDataType",
                        "holdfast.eventPartitions",
                        "holdfast.tenantType");
    }
}
