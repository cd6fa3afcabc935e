package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.isolation.Studio.LABELS;
import static dev.holdfast.jdbi.isolation.Studio.PAINTERS;
import static dev.holdfast.jdbi.isolation.Studio.PAINTINGS;
import static dev.holdfast.jdbi.isolation.StudioSeeders.SEEDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Query;
import dev.holdfast.query.Select;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.testkit.SoftDeleteIsolation;
import dev.holdfast.testkit.SoftDeleteReport;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.testkit.TestkitException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Deleted rows")
@PostgresTest(template = Studio.class)
class SoftDeleteIsolationTest {

    private static final Query<String> FRONT_PAGE =
            Select.from(PAINTINGS).orderBy(PAINTINGS.title.asc()).limit(5).values(PAINTINGS.title);

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    SoftDeleteIsolationTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Studio.holdfast(database);
    }

    /** By hand, over a live view. */
    public interface Catalogue {
        @SqlQuery(
                "select p.title || coalesce(l.text, '') from paintings_live p left join labels_live l on l.painting_id = p.id")
        List<String> lines();
    }

    // region:assert-all
    @Test
    void nothingSeesADeletedRow() {
        SoftDeleteReport report = SoftDeleteIsolation.of(holdfast, database.applicationDataSource())
                .inTenant(1)
                .query("front page", scope -> scope.list(FRONT_PAGE))
                .query("catalogue", scope -> scope.withSqlObject(Catalogue.class, Catalogue::lines))
                .assertAll(holdfast.schema(), SEEDERS);
        System.out.println(report);
    }
    // endregion:assert-all

    @Test
    @DisplayName("AH-14 are tried of a table that demands an actor, too")
    void actorDemanded() throws Exception {
        Sql.run(
                database.ownerDataSource(),
                "select holdfast.enable_audit('paintings', 'tenant_id', needs_actor => true)");
        try {
            SoftDeleteIsolation.of(holdfast, database.applicationDataSource())
                    .inTenant(1)
                    .assertAll(holdfast.schema(), SEEDERS);
        } finally {
            Sql.run(database.ownerDataSource(), "select holdfast.disable_audit('paintings')");
        }
    }

    @Test
    @DisplayName("every table with deleted rows is tried by every way, and what can't be tried is said")
    void whatIsTried() {
        SoftDeleteReport report = isolation().assertAll(Studio.SCHEMA, SEEDERS);
        assertThat(report.tables())
                .containsExactly(
                        "styles",
                        "brushes",
                        "shades",
                        "public.painters",
                        "paintings",
                        "sketches",
                        "loans",
                        "labels",
                        "frames",
                        "bills");
        assertThat(report.lasting()).containsExactly("stickers", "notes");
        assertThat(report.failures()).isEmpty();
        assertThat(report.entries().stream()
                        .filter(entry -> entry.outcome() == Outcome.NOT_TRIED)
                        .map(entry -> entry.table() + ": " + entry.attempt() + ": " + entry.observed()))
                .allMatch(line -> line.contains("upsert")
                        || line.contains("refers to nothing by original_id")
                        || line.contains("its parents are of its own table"));
        assertThat(report.entries())
                .extracting(Entry::attempt)
                .contains(
                        "read by key",
                        "upsert on email",
                        "upsert on painter_id, title",
                        "include by painting_id",
                        "count, under painting_id",
                        "count, under frame_id",
                        "count, under frame_id and painting_id",
                        "stamp again");
    }

    @Test
    @DisplayName("a query of yours is held to what it returned before, whatever the kind of its result")
    void queries() {
        SoftDeleteReport report = isolation()
                .query("rows", scope -> scope.from(PAINTINGS).list())
                .query("page", scope -> scope.from(PAINTINGS)
                        .orderBy(PAINTINGS.id.asc())
                        .limit(3)
                        .page())
                .query("count", scope -> scope.from(PAINTINGS).count())
                .query("stream", scope -> scope.from(PAINTINGS).stream())
                .query("nothing", scope -> null)
                .query(
                        "array",
                        scope -> scope.from(LABELS).values(LABELS.id).list().toArray())
                .tryAll(Schema.of(PAINTERS, Studio.STYLES, PAINTINGS, LABELS), SEEDERS);
        assertThat(report.failures()).isEmpty();
        assertThat(ofQueries(report))
                .contains(
                        "paintings query \"rows\" HELD as before",
                        "paintings query \"count\" HELD as before",
                        "paintings query \"stream\" HELD as before",
                        "labels query \"array\", under painting_id HELD as before",
                        "all tables query \"nothing\" NOT_TRIED never saw the live row: nothing that the seeders store"
                                + " is in what it returns");
    }

    @Test
    @DisplayName("the rows that a deleted one refers to stay, and don't count as the deleted one")
    void parentsStay() {
        SoftDeleteReport report = isolation()
                .query("painters", scope -> scope.from(PAINTERS).list())
                .query("painters with paintings", scope -> scope.from(PAINTERS)
                        .leftJoin(PAINTINGS, PAINTINGS.painterId.eq(PAINTERS.id))
                        .list())
                .assertAll(Schema.of(PAINTERS, PAINTINGS, LABELS), SEEDERS);
        assertThat(ofQueries(report))
                .contains(
                        "paintings query \"painters\" HELD as before, but for the rows that it refers to",
                        "paintings query \"painters with paintings\" HELD as before, but for the rows that it refers to");
    }

    @Test
    @DisplayName("what can't be proven isn't")
    void notProven() {
        assertThatThrownBy(() -> isolation().assertAll(Studio.SCHEMA, Seeders.of()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("No seeder for [styles, brushes, shades, public.painters,")
                .hasMessageNotContaining("stickers");
        assertThatThrownBy(() -> isolation()
                        .query("the time", scope -> System.nanoTime())
                        .assertAll(Schema.of(PAINTERS), SEEDERS))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("query \"the time\": it doesn't return the same twice");
        Seeders lying = Seeders.of().table(PAINTERS, scope -> UUID.randomUUID());
        assertThatThrownBy(() -> isolation().assertAll(Schema.of(PAINTERS), lying))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("the seeder of table public.painters: the key that it returned finds no row");
        Seeders referredTo = Seeders.of()
                .table(PAINTERS, StudioSeeders::painter)
                .table(PAINTINGS, scope -> {
                    UUID painting = StudioSeeders.painting(scope);
                    scope.insertInto(Studio.LOANS, row -> row.set(Studio.LOANS.id, UUID.randomUUID())
                                    .set(Studio.LOANS.paintingId, painting))
                            .execute();
                    return painting;
                });
        assertThatThrownBy(() -> isolation().assertAll(Schema.of(PAINTERS, PAINTINGS), referredTo))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("a row of paintings couldn't be deleted: ForeignKeyViolationException");
        assertThatThrownBy(() -> isolation().query("x", scope -> 1).query("x", scope -> 2))
                .hasMessageContaining("there is one of that name already");
    }

    private SoftDeleteIsolation isolation() {
        return SoftDeleteIsolation.of(holdfast, database.applicationDataSource())
                .inTenant(1);
    }

    private static List<String> ofQueries(SoftDeleteReport report) {
        return report.entries().stream()
                .filter(entry -> entry.attempt().startsWith("query "))
                .map(entry -> entry.table() + " " + entry.attempt() + " " + entry.outcome() + " " + entry.observed())
                .toList();
    }
}
