package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.B;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.CHAPTERS;
import static dev.holdfast.jdbi.deletion.Library.GENRES;
import static dev.holdfast.jdbi.deletion.Library.LETTERS;
import static dev.holdfast.jdbi.deletion.Library.PAIRS;
import static dev.holdfast.jdbi.deletion.Library.PORTRAITS;
import static dev.holdfast.jdbi.deletion.Library.SHELVES;
import static dev.holdfast.jdbi.deletion.Library.TAGS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.TenantScope;
import dev.holdfast.deletion.PurgeProgress;
import dev.holdfast.deletion.PurgeReport;
import dev.holdfast.error.AccessDeniedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.expression.Condition;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.BoundPurge;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class PurgeTest {

    private static final Duration MONTH = Duration.ofDays(30);
    private static int names;

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private String name = "";

    PurgeTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Library.holdfast(database);
        this.a = holdfast.tenant(A);
    }

    @BeforeEach
    void chooseName() {
        name = "p" + ++names;
    }

    /** Deletes in the past, which only the owner and superusers may. */
    private void deletedDaysAgo(String table, UUID id, int days) {
        Sql.run(
                database.superuserDataSource(),
                "update " + table + " set deleted_at = now() - interval '" + days + " days' where id = '" + id + "'");
    }

    private Condition ours() {
        return WRITERS.name.startsWith(name);
    }

    private BoundPurge purge() {
        return a.purge(WRITERS).olderThan(MONTH).where(ours());
    }

    private boolean isThere(UUID writer) {
        return a.from(WRITERS).withDeleted().where(WRITERS.id.eq(writer)).exists();
    }

    private UUID deletedWriter(int days) {
        UUID id = Library.writer(a, name + "-" + UUID.randomUUID());
        deletedDaysAgo("writers", id, days);
        return id;
    }

    @Test
    @DisplayName("SD-16 a purge takes what is due and not held, children first, and its dry run tells the same")
    void retention() {
        UUID young = deletedWriter(29);
        UUID old = deletedWriter(31);
        UUID live = Library.writer(a, name + "live");
        UUID parent = Library.writer(a, name + "parent");
        UUID book = Library.book(a, parent, "one");
        UUID chapter = Library.chapter(a, book, 1);
        deletedDaysAgo("writers", parent, 31);
        UUID held = deletedWriter(31);
        a.update(WRITERS.withDeleted())
                .set(WRITERS.onHold, true)
                .where(WRITERS.id.eq(held))
                .expectOne();

        PurgeReport dry = purge().dryRun();
        assertThat(dry.purged().toString()).isEqualTo("2 writers, 1 books, 1 chapters");
        assertThat(dry.held()).isEqualTo(1);
        assertThat(dry.dryRun()).isTrue();
        assertThat(isThere(old)).isTrue();

        PurgeReport report = purge().execute();
        assertThat(report).isEqualTo(new PurgeReport(dry.purged(), 1, 0, 1, false));
        assertThat(List.of(isThere(young), isThere(old), isThere(live), isThere(parent), isThere(held)))
                .containsExactly(true, false, true, false, true);
        assertThat(a.from(CHAPTERS).withDeleted().where(CHAPTERS.id.eq(chapter)).exists())
                .isFalse();
        assertThat(purge().execute().purged().total()).isZero();
    }

    @Test
    void aRowStaysWithAllBelowItWhereOneOfThoseStays() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "kept");
        UUID second = Library.book(a, ann, "second");
        UUID chapter = Library.chapter(a, second, 1);
        UUID portrait = UUID.randomUUID();
        a.insertInto(PORTRAITS, row -> row.set(PORTRAITS.id, portrait).set(PORTRAITS.writerId, ann))
                .execute();
        deletedDaysAgo("writers", ann, 40);

        PurgeReport report = purge().execute();
        assertThat(report.blocked()).isEqualTo(1);
        assertThat(report.purged().total()).isZero();
        assertThat(a.from(BOOKS.withDeleted())
                        .where(BOOKS.id.oneOf(List.of(book, second)))
                        .count())
                .isEqualTo(2);
        deletedDaysAgo("portraits", portrait, 31);
        assertThat(purge().execute().purged().toString()).isEqualTo("1 writers, 2 books, 1 chapters, 1 portraits");
        assertThat(a.from(CHAPTERS).withDeleted().where(CHAPTERS.id.eq(chapter)).exists())
                .isFalse();
    }

    @Test
    void rowsThatLiveByTheirParentGoWithIt() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        a.insertInto(TAGS, row -> row.set(TAGS.id, UUID.randomUUID())
                        .set(TAGS.bookId, book)
                        .set(TAGS.tag, "x"))
                .execute();
        deletedDaysAgo("writers", ann, 31);
        assertThat(purge().dryRun().purged().of(TAGS)).isEqualTo(1);
        assertThat(purge().execute().purged().toString()).isEqualTo("1 writers, 1 books, 1 tags");
    }

    @Test
    void batchesReportTheirProgress() {
        for (int i = 0; i < 7; i++) {
            deletedWriter(31 + i);
        }
        List<PurgeProgress> told = new ArrayList<>();
        PurgeReport dry = purge().inBatchesOf(3).dryRun();
        PurgeReport report = purge().inBatchesOf(3).reportingTo(told::add).execute();
        assertThat(report.batches()).isEqualTo(3);
        assertThat(report.purged()).isEqualTo(dry.purged());
        assertThat(told).extracting(PurgeProgress::examined).containsExactly(3L, 6L, 7L);
        assertThat(told).extracting(PurgeProgress::due).containsOnly(7L);
        assertThat(told).extracting(p -> p.purged().of(WRITERS)).containsExactly(3L, 6L, 7L);
    }

    @Test
    void blockedRowsDontKeepTheOnesBehindThem() {
        List<UUID> blocked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            UUID ann = Library.writer(a, name + i);
            a.insertInto(PORTRAITS, row -> row.set(PORTRAITS.id, UUID.randomUUID())
                            .set(PORTRAITS.writerId, ann))
                    .execute();
            deletedDaysAgo("writers", ann, 50);
            blocked.add(ann);
        }
        UUID free = deletedWriter(31);
        PurgeReport report = purge().inBatchesOf(2).execute();
        assertThat(report.blocked()).isEqualTo(4);
        assertThat(report.purged().total()).isEqualTo(1);
        assertThat(isThere(free)).isFalse();
        assertThat(blocked).allSatisfy(ann -> assertThat(isThere(ann)).isTrue());
    }

    @Test
    void aTreeGoesAtOnceAndIsCountedOnce() {
        UUID top = Library.shelf(a, null);
        UUID middle = Library.shelf(a, top);
        UUID leaf = Library.shelf(a, middle);
        deletedDaysAgo("shelves", leaf, 45);
        deletedDaysAgo("shelves", top, 31);
        var purge = a.purge(SHELVES).olderThan(MONTH).where(SHELVES.id.oneOf(List.of(top, middle, leaf)));
        for (int batch : new int[] {1, 2, 10}) {
            assertThat(purge.inBatchesOf(batch).dryRun().purged().of(SHELVES)).isEqualTo(3);
        }
        assertThat(purge.inBatchesOf(2).execute().purged().of(SHELVES)).isEqualTo(3);
    }

    @Test
    void exceptionsAreSaidByConditionToo() {
        UUID kept = deletedWriter(31);
        UUID gone = deletedWriter(31);
        PurgeReport report = purge().unless(WRITERS.id.eq(kept)).execute();
        assertThat(report.held()).isEqualTo(1);
        assertThat(isThere(kept)).isTrue();
        assertThat(isThere(gone)).isFalse();
    }

    @Test
    void anExceptionBelowKeepsWhatIsAboveIt() {
        UUID top = Library.shelf(a, null);
        UUID leaf = Library.shelf(a, top);
        deletedDaysAgo("shelves", top, 31);
        var purge = a.purge(SHELVES).olderThan(MONTH).where(SHELVES.id.oneOf(List.of(top, leaf)));
        PurgeReport report = purge.unless(SHELVES.id.eq(leaf)).execute();
        assertThat(report.purged().total()).isZero();
        assertThat(report.blocked()).isEqualTo(1);
        assertThat(purge.execute().purged().of(SHELVES)).isEqualTo(2);
    }

    @Test
    void whatIsHiddenWithItsParentAloneGoesWithIt() {
        UUID ann = Library.writer(a, name);
        UUID letter = UUID.randomUUID();
        a.insertInto(LETTERS, row -> row.set(LETTERS.id, letter).set(LETTERS.writerId, ann))
                .execute();
        deletedDaysAgo("writers", ann, 31);
        assertThat(purge().dryRun().purged().toString()).isEqualTo("1 writers, 1 letters");
        assertThat(purge().execute().purged().toString()).isEqualTo("1 writers, 1 letters");
        assertThat(a.from(LETTERS).withDeleted().where(LETTERS.id.eq(letter)).exists())
                .isFalse();
    }

    @Test
    void bothTimesCountWhereBothAreSaid() {
        deletedWriter(20);
        Instant now = Instant.now();
        assertThat(purge().deletedBefore(now).dryRun().purged().total()).isZero();
        assertThat(a.purge(WRITERS)
                        .deletedBefore(now.minus(MONTH))
                        .olderThan(Duration.ofDays(1))
                        .where(ours())
                        .dryRun()
                        .purged()
                        .total())
                .isZero();
        assertThat(a.purge(WRITERS)
                        .deletedBefore(now)
                        .olderThan(Duration.ofDays(1))
                        .where(ours())
                        .dryRun()
                        .purged()
                        .total())
                .isEqualTo(1);
    }

    @Test
    void theTablesOwnAgeHoldsWhateverIsAsked() {
        for (int days : new int[] {9, 11}) {
            a.insertInto(PAIRS, row -> row.set(PAIRS.left, days)
                            .set(PAIRS.right, name)
                            .set(PAIRS.note, "n"))
                    .execute();
            Sql.run(
                    database.superuserDataSource(),
                    "update pairs set deleted_at = now() - interval '" + days + " days' where a = " + days
                            + " and b = '" + name + "'");
        }
        var ours = PAIRS.right.eq(name);
        assertThat(a.purge(PAIRS)
                        .olderThan(Duration.ofDays(1))
                        .where(ours)
                        .execute()
                        .purged()
                        .total())
                .isEqualTo(1);
        assertThat(a.from(PAIRS).onlyDeleted().where(ours).values(PAIRS.left).list())
                .containsExactly(9);
        assertThat(a.purge(PAIRS).where(ours).execute().purged().total()).isZero();
        // PostgreSQL says the same to whoever calls it
        assertThat(a.<Long>withHandle(handle -> handle.createQuery("select pairs_purge(array[9], array[:b])")
                        .bind("b", name)
                        .mapTo(Long.class)
                        .one()))
                .isZero();
    }

    @Test
    void anAgeMustBeSaid() {
        assertThatThrownBy(() -> a.purge(WRITERS).execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("olderThan(…)");
        assertThatThrownBy(() -> a.purge(WRITERS).inBatchesOf(0)).isInstanceOf(StatementException.class);
        UUID old = deletedWriter(31);
        assertThat(a.purge(WRITERS)
                        .deletedBefore(Instant.now().minus(MONTH))
                        .where(ours())
                        .execute()
                        .purged()
                        .total())
                .isEqualTo(1);
        assertThat(isThere(old)).isFalse();
        assertThat(a.purge(WRITERS)
                        .olderThan(Interval.ofMonths(1))
                        .where(ours())
                        .dryRun()
                        .purged()
                        .total())
                .isZero();
    }

    @Test
    @DisplayName("X-8 retention runs tenant by tenant, each with its own rule, and gives its reason")
    void eachTenantHasARule() {
        UUID ofA = deletedWriter(31);
        JdbiTenantScope b = holdfast.tenant(B);
        UUID ofB = Library.writer(b, name);
        deletedDaysAgo("writers", ofB, 31);
        var across = holdfast.acrossTenants("retention");
        assertThatThrownBy(() -> across.purge(WRITERS).olderThan(MONTH).execute())
                .isInstanceOf(TenantRequiredException.class)
                .hasMessageContaining("forEachTenant");
        across.forEachTenant(scope -> scope.purge(WRITERS)
                .olderThan(scope.tenantId().equals(A) ? MONTH : Duration.ofDays(365))
                .where(ours())
                .execute());
        assertThat(isThere(ofA)).isFalse();
        assertThat(b.from(WRITERS).withDeleted().where(WRITERS.id.eq(ofB)).exists())
                .isTrue();
    }

    @Test
    void onlyTheFunctionRemovesAndOnlyWhatIsDue() {
        UUID live = Library.writer(a, name + "live");
        UUID gone = deletedWriter(31);
        UUID held = deletedWriter(31);
        a.update(WRITERS.withDeleted())
                .set(WRITERS.onHold, true)
                .where(WRITERS.id.eq(held))
                .expectOne();
        assertThatThrownBy(() ->
                        a.execute(dev.holdfast.query.PlainStatement.of("delete from writers where id = {0}", gone)))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(purged(holdfast.tenant(B), live, gone, held)).isZero();
        assertThat(purged(a, live, held)).isZero();
        assertThat(purged(a, live, gone, held)).isEqualTo(1);
        assertThat(List.of(isThere(live), isThere(gone), isThere(held))).containsExactly(true, false, true);
    }

    private static long purged(JdbiTenantScope scope, UUID... ids) {
        return scope.<Long>withHandle(handle -> handle.createQuery("select writers_purge(:ids)")
                .bindArray("ids", UUID.class, (Object[]) ids)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void insideATransactionItIsRefused() {
        TenantScope scope = a;
        assertThatThrownBy(() -> a.useTransaction(
                        tx -> scope.purge(WRITERS).olderThan(MONTH).execute()))
                .isInstanceOf(TransactionMisuseException.class);
    }

    @Test
    void aTableWithoutTenants() {
        var none = holdfast.withoutTenant();
        none.insertInto(GENRES, row -> row.set(GENRES.code, name).set(GENRES.label, name))
                .execute();
        none.deleteFrom(GENRES).where(GENRES.code.eq(name)).expectOne();
        assertThat(none.purge(GENRES)
                        .deletedBefore(Instant.now().plusSeconds(3600))
                        .where(GENRES.code.eq(name))
                        .execute()
                        .purged()
                        .total())
                .isEqualTo(1);
    }
}
