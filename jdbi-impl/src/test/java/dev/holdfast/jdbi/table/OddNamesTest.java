package dev.holdfast.jdbi.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.query.OnConflict;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Names as they are written")
@PostgresTest
@Tag("changelog")
@Order(2)
class OddNamesTest {

    private static final TinkKeyring KEYRING = TinkKeyring.generate();
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("shop", "authorization"),
            Map.entry("parents", "table"),
            Map.entry("children", "user"),
            Map.entry("notes", "values"),
            Map.entry("words", "order"),
            Map.entry("id", "select"),
            Map.entry("tenant", "group"),
            Map.entry("title", "position"),
            Map.entry("mood", "default"),
            Map.entry("moods", "array"),
            Map.entry("length", "row"),
            Map.entry("parent", "references"),
            Map.entry("secret", "end"),
            Map.entry("hash", "window"),
            Map.entry("word", "between"),
            Map.entry("temper", "setof"),
            Map.entry("kind", "currency")); // one of Liquibase's types

    /** What Liquibase itself could take for something else. */
    static Stream<Arguments> kindsForLiquibase() {
        return Stream.of(
                kind("capitals", name -> name.toUpperCase(Locale.ROOT)),
                kind("mixed case", name -> "My" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)),
                kind("keywords", name -> KEYWORDS.getOrDefault(name, name)),
                kind("single quotes and semicolons", name -> "a '" + name + ";';b"),
                kind("comments and formats", name -> "%s--" + name + "/* %I\\"),
                kind("mark-up", name -> "<a>&amp;" + name + "]]>"),
                kind("changelog parameters", braces("${holdfast.appRole}${user.name}${}${")),
                kind("marks of JDBC", braces("? {d :x}")),
                kind("brackets", name -> name + "(10)[]"));
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("blanks", name -> "the " + name + "  here"),
                kind("double quotes", name -> "a \"" + name + "\""),
                kind("leading digits and dots", name -> "2" + (name.equals("shop") ? name : name + ".v1")),
                kind("dollars", name -> "$1$" + name + "$$"),
                kind("composed letters", name -> "\u00e9\u00df" + name + "\u01c6"),
                kind("decomposed letters", name -> "e\u0301" + name + "A\u030a\ud83d\udc1d"),
                kind("marks", name -> "`" + name + "`@#!|~^*=+:"));
    }

    private static Arguments kind(String what, UnaryOperator<String> name) {
        return Arguments.of(what, name);
    }

    /** Neither types, whose names can't have braces, nor the schema, which has no dot. */
    private static UnaryOperator<String> braces(String mark) {
        return name -> Set.of("kind", "temper").contains(name) || name.equals("shop") ? name : name + mark;
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                kind("letters", name -> longest(name, "x")),
                kind("letters of two bytes", name -> longest(name, "\u00e4")),
                kind("letters of four bytes", name -> longest(name, "\ud83d\udc1d")));
    }

    /** The longest name allowed: 63 bytes, and 50 for a soft-deletable table. */
    private static String longest(String name, String letter) {
        int bytes = Set.of("parents", "children").contains(name) ? 50 : 63;
        int width = letter.getBytes(StandardCharsets.UTF_8).length;
        int letters = (bytes - name.length()) / width;
        return "_".repeat(bytes - name.length() - letters * width) + letter.repeat(letters) + name;
    }

    @ParameterizedTest(name = "SD-21 the longest names, of {0}: created, used and rolled back under one name")
    @MethodSource("lengths")
    void longNames(String what, UnaryOperator<String> name, TestDatabase database) throws Exception {
        oneName(what, name, database);
    }

    @ParameterizedTest(name = "Q-5 {0}: created, used and rolled back under one name")
    @MethodSource("kindsForLiquibase")
    @Tag("liquibase")
    void nameForLiquibase(String what, UnaryOperator<String> name, TestDatabase database) throws Exception {
        oneName(what, name, database);
    }

    @ParameterizedTest(name = "Q-5 {0}: created, used and rolled back under one name")
    @MethodSource("kinds")
    void oneName(String what, UnaryOperator<String> name, TestDatabase database) throws Exception {
        Named named = new Named(name);
        Migration migration =
                new Migration(database, Changelog.of(named.schema, "names").toXml());
        List<String> before = relations(database);
        migration.up();
        List<String> created = relations(database);
        assertThat(created)
                .contains(
                        named.parents.schemaName() + "|" + named.parents.name(),
                        named.parents.schemaName() + "|" + named.parents.name() + "_live",
                        "public|" + named.notes.name());

        JdbiHoldfast holdfast = holdfast(database, named.schema);
        long tenant = System.nanoTime();
        holdfast.acrossTenants("names").tenants().create(tenant, "Names");
        use(named, holdfast, tenant);

        Diagnosis diagnosis = holdfast.doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();

        empty(database, named);
        migration.down();
        assertThat(relations(database)).isEqualTo(before);
        migration.up();
        assertThat(relations(database)).isEqualTo(created);
        use(named, holdfast, tenant);
        empty(database, named);
        migration.down();
    }

    private static JdbiHoldfast holdfast(TestDatabase database, Schema schema) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(schema)
                .acrossTenants(database.acrossTenantsDataSource())
                .encryption(Encryption.with(KEYRING))
                .build();
    }

    @Test
    @Tag("liquibase")
    @DisplayName(
            "Q-5 SD-21 names that meet: of keys of two tables, of a foreign key and Holdfast's own, of tables in capitals")
    void namesThatMeet(TestDatabase database) throws Exception {
        Schema schema = Meeting.SCHEMA;
        Migration migration =
                new Migration(database, Changelog.of(schema, "names").toXml());
        migration.up();
        JdbiHoldfast holdfast = holdfast(database, schema);
        long tenant = System.nanoTime();
        holdfast.acrossTenants("names").tenants().create(tenant, "Names");
        var scope = holdfast.tenant(tenant);
        for (Meeting table : List.of(Meeting.USER, Meeting.USER_IN_CAPITALS, Meeting.GROUP)) {
            scope.insertInto(table, row -> row.set(table.id, UUID.randomUUID()).set(table.name, table.qualifiedName()))
                    .execute();
            assertThat(scope.from(table).select(table.name).list())
                    .singleElement()
                    .satisfies(row -> assertThat(row.get(table.name)).isEqualTo(table.qualifiedName()));
        }
        Diagnosis diagnosis = holdfast.doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
        assertThat(relations(database)).contains("public|USER", "public|user", "public|user_group_name_key");
        try (Connection superuser = database.superuserDataSource().getConnection();
                Statement statement = superuser.createStatement()) {
            statement.execute("truncate public.\"user\", public.\"USER\", public.user_group cascade");
        }
        migration.down();
        assertThat(relations(database))
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("public|user"));
    }

    @Test
    @Tag("liquibase")
    @DisplayName("Q-5 what the doctor prints for odd names says how Liquibase must quote them, and mends")
    void fixes(TestDatabase database) throws Exception {
        Named named = new Named(name -> name.equals("kind") || name.equals("temper") || name.equals("shop")
                ? name
                : name.toUpperCase(Locale.ROOT) + "${HOME}");
        Migration migration =
                new Migration(database, Changelog.of(named.schema, "names").toXml());
        migration.up();
        JdbiHoldfast holdfast = holdfast(database, named.schema);
        String key = named.children.parent.metadata().reference().constraintName();
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("alter table shop.\"" + named.children.name() + "\" drop constraint \"" + key
                    + "_live\", drop constraint \"" + key + "\"");
            statement.execute(
                    "drop index shop.\"" + named.children.name() + "_" + named.children.parent.name() + "_soft_idx\"");
        }
        Finding finding = holdfast.doctor().of(DeletionCheck.SOFT_KEY_MISSING).get(0);
        assertThat(finding.fix())
                .startsWith("<!-- in a changeSet with objectQuotingStrategy=\"QUOTE_ALL_OBJECTS\" -->");
        String changelog = Changelog.of(named.schema, "names").toXml();
        new Migration(
                        database,
                        changelog
                                        .substring(0, changelog.indexOf("<changeSet "))
                                        .replace("objectQuotingStrategy=\"QUOTE_ALL_OBJECTS\"", "")
                                + "<changeSet id=\"fix\" author=\"doctor\" objectQuotingStrategy=\"QUOTE_ALL_OBJECTS\">"
                                + finding.fix() + "</changeSet></databaseChangeLog>")
                .up();
        Diagnosis diagnosis = holdfast.doctor();
        assertThat(diagnosis.findings()).as(diagnosis.toString()).isEmpty();
        migration.down();
    }

    @Test
    @DisplayName("Q-5 a name is quoted wherever PostgreSQL's quote_ident would")
    void keywords(TestDatabase database) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery("select word, quote_ident(word) from pg_get_keywords()")) {
            while (rows.next()) {
                String ours = Identifiers.quoted(rows.getString(1));
                if (database.version() == 18 || ours.equals(rows.getString(1))) {
                    assertThat(ours).isEqualTo(rows.getString(2));
                }
            }
        }
    }

    private static void use(Named named, JdbiHoldfast holdfast, long tenant) throws Exception {
        Named.Parents parents = named.parents;
        Named.Children children = named.children;
        Named.Notes notes = named.notes;
        var scope = holdfast.tenant(tenant);
        UUID id = UUID.randomUUID();
        assertThat(scope.insertInto(parents, row -> row.set(parents.id, id)
                                .set(parents.title, "first")
                                .set(parents.moods, List.of(Named.Mood.WILD, Named.Mood.CALM)))
                        .execute())
                .isEqualTo(1);
        scope.insertInto(children, row -> row.set(children.id, id).set(children.parent, id))
                .execute();
        scope.insertInto(parents, row -> row.set(parents.id, id)
                        .set(parents.title, "again")
                        .set(parents.moods, List.of(Named.Mood.WILD)))
                .onConflict(OnConflict.on(parents.id).update(parents.title))
                .execute();
        assertThat(scope.update(parents)
                        .set(parents.mood, Named.Mood.WILD)
                        .where(parents.title.eq("again").and(parents.mood.oneOf(List.of(Named.Mood.CALM))))
                        .execute())
                .isEqualTo(1);
        var read = scope.from(parents)
                .where(parents.mood.eq(Named.Mood.WILD))
                .orderBy(parents.length.asc())
                .select(parents.title, parents.mood, parents.moods, parents.length)
                .list();
        assertThat(read).hasSize(1);
        assertThat(read.get(0).get(parents.moods)).containsExactly(Named.Mood.WILD, Named.Mood.CALM);
        assertThat(read.get(0).get(parents.length)).isEqualTo(5);

        scope.insertInto(notes, row -> row.set(notes.title, "a note")
                        .set(notes.parent, id)
                        .set(notes.secret, "sesame")
                        .set(notes.mood, Named.Mood.CALM))
                .execute();
        assertThat(scope.from(notes)
                        .join(parents, notes.parent.eq(parents.id))
                        .where(notes.secretIndex.eq("sesame"))
                        .count())
                .isEqualTo(1);
        scope.deleteFrom(notes).where(notes.title.eq("a note")).execute();

        var words = named.words;
        scope.insertInto(words, row -> row.set(words.word, "w" + tenant).set(words.mood, Named.Mood.WILD))
                .execute();
        assertThat(scope.deleteFrom(words).where(words.word.eq("w" + tenant)).execute())
                .isEqualTo(1);

        Deletion gone = scope.because("names")
                .deleteFrom(parents)
                .where(parents.id.eq(id))
                .execute();
        assertThat(scope.from(children).count()).isZero();
        assertThat(scope.restore(gone).isRestored()).isTrue();
        assertThat(scope.from(children).count()).isEqualTo(1);
        scope.useHandle(handle -> {
            String view = "\"" + parents.schemaName().replace("\"", "\"\"") + "\".\""
                    + (parents.name() + "_live").replace("\"", "\"\"") + "\"";
            try (Statement statement = handle.getConnection().createStatement()) {
                assertThat(statement.executeUpdate("delete from " + view)).isEqualTo(1);
            }
        });
        assertThat(scope.from(children.onlyDeleted()).count()).isEqualTo(1);
        assertThat(scope.purge(parents)
                        .olderThan(Duration.ZERO)
                        .execute()
                        .purged()
                        .total())
                .isEqualTo(2);
    }

    private static List<String> relations(TestDatabase database) throws Exception {
        List<String> names = new ArrayList<>();
        try (Connection owner = database.ownerDataSource().getConnection();
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery("select nspname || '|' || relname from pg_class"
                        + " join pg_namespace n on n.oid = relnamespace where nspname !~ '^(pg_|information_schema|holdfast$)'"
                        + " and relname !~ '^databasechangelog' order by 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Past the fence, which a rollback wouldn't lift from over rows. */
    private static void empty(TestDatabase database, Named named) throws Exception {
        try (Connection superuser = database.superuserDataSource().getConnection();
                Statement statement = superuser.createStatement()) {
            for (var table : named.schema.tables()) {
                String schema = table.schemaName() == null ? "public" : table.schemaName();
                statement.execute("truncate \"" + schema.replace("\"", "\"\"") + "\".\""
                        + table.name().replace("\"", "\"\"") + "\" cascade");
            }
        }
    }
}
