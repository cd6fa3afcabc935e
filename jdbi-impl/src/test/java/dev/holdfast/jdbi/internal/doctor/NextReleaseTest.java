package dev.holdfast.jdbi.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.Renaming;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.error.SchemaException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The changelog of the next release")
@Tag("liquibase")
@PostgresTest
class NextReleaseTest {

    private static final Pattern ID = Pattern.compile("<changeSet id=\"([^\"]*)\"");

    enum Mood {
        GLAD,
        SAD
    }

    /** As they are in the first release. */
    static final class Writers1 extends Table {
        final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> name = text("name");

        Writers1() {
            super("writers");
        }
    }

    static final class Pieces1 extends Table implements SoftDeletable {
        final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> title = text("title");

        Pieces1() {
            super("pieces");
        }
    }

    static final class Genres1 extends Table {
        final TextColumn<String> code = text("code").primaryKey();

        Genres1() {
            super("kinds");
        }
    }

    /** As they are in the second one. */
    static final class Writers2 extends Table {
        final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> fullName = text("full_name").unique();
        final TextColumn<@Nullable String> penName = text("pen_name").nullable();
        final OrderedColumn<Integer> rank = integer("rank").defaultTo(7);
        final OrderedColumn<LocalDate> born = date("born");
        final OrderedColumn<@Nullable Mood> mood =
                pgEnum("mood", "writer_mood", Mood.class).nullable();
        final OrderedColumn<Integer> length = integer("length").generatedAs("length(full_name)");

        Writers2() {
            super("writers");
            index(penName);
        }
    }

    static final class Pieces2 extends Table implements SoftDeletable {
        final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> title = text("title").unique();
        final OrderedColumn<@Nullable Long> writerId;

        Pieces2(Writers2 writers) {
            super("pieces");
            writerId = bigint("writer_id").references(writers.id).nullable();
            index(title);
        }
    }

    static final class Genres2 extends Table {
        final TextColumn<String> code = text("code").primaryKey();

        Genres2() {
            super("genres");
        }
    }

    static final class Reviews2 extends Table {
        final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<Long> pieceId;
        final TextColumn<String> text = text("text");

        Reviews2(Pieces2 pieces) {
            super("reviews");
            pieceId = bigint("piece_id").references(pieces.id, OnDelete.RESTRICT);
            index(pieceId);
        }
    }

    private static final Schema FIRST = Schema.of(new Writers1(), new Pieces1(), new Genres1());
    private static final Schema SECOND = second();

    private static Schema second() {
        Writers2 writers = new Writers2();
        Pieces2 pieces = new Pieces2(writers);
        return Schema.of(writers, pieces, new Genres2(), new Reviews2(pieces));
    }

    @Test
    @DisplayName("adds what is missing to tables with rows, gives no id twice, and leaves a healthy database")
    void added(TestDatabase given) throws Exception {
        try (TestDatabase database = given.server().createDatabase(given.name() + "_added")) {
            addTo(database);
        }
    }

    private static void addTo(TestDatabase database) throws Exception {
        String first = Changelog.of(FIRST, "ann").toXml();
        release(database, first);
        database(database, "grant select on databasechangelog to holdfast_app");
        assertThat(holdfast(database, FIRST).doctor()).hasToString("3 tables, nothing to mend");
        rows(database);
        Diagnosis diagnosis = holdfast(database, SECOND).doctor();
        assertThat(diagnosis.of(TableCheck.MISSING))
                .extracting(Finding::subject)
                .contains("reviews", "writers", "genres");

        String next = diagnosis.toChangelog(
                "ann", Renaming.ofColumn("writers", "name", "full_name"), Renaming.ofTable("kinds", "genres"));
        assertThat(ids(next)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ids(first));
        assertThat(next).doesNotContain("createTable tableName=\"genres\"", "column name=\"full_name\"");
        assertThatThrownBy(() -> release(database, first, next))
                .as("rows have no value of writers.born")
                .hasStackTraceContaining("contains null values");
        int comment = next.indexOf("<!-- Rows that are there have no value in writers.born");
        assertThat(comment).isPositive();
        release(
                database,
                first,
                next.substring(0, comment)
                        + "<changeSet id=\"born\" author=\"ann\"><holdfast:sqlAcrossTenants tables=\"writers\">"
                        + "<holdfast:sql>update writers set born = date '1900-01-01'</holdfast:sql>"
                        + "</holdfast:sqlAcrossTenants></changeSet>\n    "
                        + next.substring(comment));

        Diagnosis healthy = holdfast(database, SECOND).doctor();
        assertThat(healthy).hasToString("4 tables, nothing to mend");
        assertThat(healthy.toChangelog("ann")).doesNotContain("<changeSet", "changelog.xml");
        assertThat(lines(
                        database,
                        "select tenant_id, full_name, rank, born, length from writers order by 1",
                        "select title from pieces_live order by 1",
                        "select code from genres"))
                .containsExactly("1|Ann|7|1900-01-01|3", "2|Bob|7|1900-01-01|3", "of 1", "of 2", "x");
    }

    @Test
    @DisplayName(
            "gives another id to what was added before, in a database where the application doesn't see what has run")
    void again(TestDatabase given) throws Exception {
        try (TestDatabase database = given.server().createDatabase(given.name() + "_again")) {
            migrate(database, Changelog.of(FIRST, "ann").toXml());
            database(database, "drop table kinds");
            String next = holdfast(database, FIRST).doctor().toChangelog("ann");
            assertThat(ids(next)).containsExactly("kinds 2", "grants on kinds 2");
            migrate(database, next);
            assertThat(holdfast(database, FIRST).doctor().isClean()).isTrue();
        }
    }

    /** Only in an array, and under a name that a comment of XML can't have in it. */
    static final class Odd1 extends Table {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final ArrayColumn<List<Mood>> moods = array("moods", SqlTypes.pgEnum("mood_of_many", Mood.class));

        Odd1() {
            super("odd");
        }
    }

    static final class Odd2 extends Table {
        final OrderedColumn<Long> id = bigint("id").primaryKey();
        final ArrayColumn<List<Mood>> moods = array("moods", SqlTypes.pgEnum("mood_of_many", Mood.class));
        final TextColumn<String> dashes = text("a---b--");

        Odd2() {
            super("odd");
        }
    }

    @Test
    @DisplayName("makes no enum type again that only an array has, and writes comments of any name")
    void odd(TestDatabase given) throws Exception {
        try (TestDatabase database = given.server().createDatabase(given.name() + "_odd")) {
            migrate(database, Changelog.of(Schema.of(new Odd1()), "ann").toXml());
            Schema second = Schema.of(new Odd2());
            String next = holdfast(database, second).doctor().toChangelog("ann");
            assertThat(next).doesNotContain("create type");
            migrate(database, next);
            assertThat(holdfast(database, second).doctor()).hasToString("1 tables, nothing to mend");
        }
    }

    @Test
    @DisplayName("includes Holdfast's own changelog only where that hasn't run, since Liquibase takes no file twice")
    void included(TestDatabase given) throws Exception {
        try (TestDatabase database = given.server().createDatabase(given.name() + "_included")) {
            String whole = holdfast(database, FIRST).doctor().toChangelog("ann");
            assertThat(whole).contains("<include file=\"dev/holdfast/liquibase/changelog.xml\"/>");
            release(database, whole);
            assertThat(holdfast(database, FIRST).doctor().isClean()).isTrue();
            assertThat(holdfast(database, SECOND).doctor().toChangelog("ann"))
                    .contains("parameters.xml")
                    .doesNotContain("liquibase/changelog.xml");
        }
    }

    @Test
    @DisplayName("refuses to rename what isn't there, or would be there twice")
    void renamed(TestDatabase database) throws Exception {
        migrate(database, Changelog.of(FIRST, "ann").toXml());
        Diagnosis diagnosis = holdfast(database, SECOND).doctor();
        for (Renaming wrong : List.of(
                Renaming.ofColumn("nowhere", "a", "b"),
                Renaming.ofColumn("writers", "no_such", "full_name"),
                Renaming.ofColumn("writers", "name", "no_such"),
                Renaming.ofTable("no_such", "genres"),
                Renaming.ofTable("kinds", "pieces"))) {
            assertThatThrownBy(() -> diagnosis.toChangelog("ann", wrong))
                    .as(wrong.toString())
                    .isInstanceOf(SchemaException.class)
                    .hasMessageStartingWith("The renaming of " + wrong.before() + " to ");
        }
    }

    private static void rows(TestDatabase database) throws Exception {
        database(
                database,
                "insert into holdfast.tenants (id, name) values (1, 'A'), (2, 'B');"
                        + " insert into writers (tenant_id, name) values (1, 'Ann'), (2, 'Bob');"
                        + " insert into pieces (tenant_id, title) values (1, 'of 1'), (2, 'of 2');"
                        + " insert into kinds values ('x')");
    }

    private static JdbiHoldfast holdfast(TestDatabase database, Schema schema) {
        return JdbiHoldfast.builder(database.applicationDataSource())
                .schema(schema)
                .build();
    }

    private static void migrate(TestDatabase database, String changelog) throws Exception {
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, changelog);
        }
    }

    /** Runs what each release has brought from one master changelog, which says nothing else. */
    private static void release(TestDatabase database, String... changelogs) throws Exception {
        Path folder = Files.createTempDirectory("releases");
        StringBuilder master = new StringBuilder();
        for (int i = 0; i < changelogs.length; i++) {
            Files.writeString(folder.resolve(i + ".xml"), changelogs[i]);
            master.append("<include file=\"").append(i).append(".xml\"/>");
        }
        String header = changelogs[0].substring(0, changelogs[0].indexOf("<property "));
        Files.writeString(folder.resolve("press.xml"), header + master + "</databaseChangeLog>");
        try (Connection owner = database.ownerDataSource().getConnection()) {
            Press.migrate(owner, folder);
        } finally {
            for (int i = 0; i < changelogs.length; i++) {
                Files.delete(folder.resolve(i + ".xml"));
            }
            Files.delete(folder.resolve("press.xml"));
            Files.delete(folder);
        }
    }

    private static List<String> ids(String changelog) {
        List<String> ids = new ArrayList<>();
        for (Matcher id = ID.matcher(changelog); id.find(); ) {
            ids.add(id.group(1));
        }
        return ids;
    }

    private static List<String> lines(TestDatabase database, String... queries) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : queries) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        List<String> values = new ArrayList<>();
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            values.add(rows.getString(i));
                        }
                        lines.add(String.join("|", values));
                    }
                }
            }
        }
        return lines;
    }

    private static void database(TestDatabase database, String sql) throws Exception {
        try (Connection connection = database.superuserDataSource().getConnection()) {
            Shop.execute(connection, sql);
        }
    }
}
