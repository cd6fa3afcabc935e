package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.B;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.CHAPTERS;
import static dev.holdfast.jdbi.deletion.Library.GENRES;
import static dev.holdfast.jdbi.deletion.Library.LETTERS;
import static dev.holdfast.jdbi.deletion.Library.LOANS;
import static dev.holdfast.jdbi.deletion.Library.PORTRAITS;
import static dev.holdfast.jdbi.deletion.Library.SHELVES;
import static dev.holdfast.jdbi.deletion.Library.TAGS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.error.NoRowException;
import dev.holdfast.error.RowDeletedException;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.error.TooManyRowsException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.query.Include;
import dev.holdfast.query.Row;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class DeleteTest {

    private static int names;

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private String name = "";

    DeleteTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Library.holdfast(database);
        this.a = holdfast.tenant(A).actor("user-7");
    }

    @BeforeEach
    void chooseName() {
        name = "n" + ++names;
    }

    private Row stamps(UUID writer) {
        return a.from(WRITERS.withDeleted())
                .select(
                        WRITERS.deletedAt(),
                        WRITERS.deletedBy(),
                        WRITERS.deleteReason(),
                        WRITERS.deletionId(),
                        WRITERS.version)
                .where(WRITERS.id.eq(writer))
                .one();
    }

    private Deletion delete(UUID writer) {
        return a.deleteFrom(WRITERS).where(WRITERS.id.eq(writer)).execute();
    }

    @Test
    void aDeletedRowIsHiddenWithTimeActorReasonAndId() {
        UUID ann = Library.writer(a, name);
        Deletion gone =
                a.because("spam").deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();

        assertThat(gone.counts().byTable()).containsExactly(java.util.Map.entry("writers", 1L));
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isFalse();
        assertThat(a.from(WRITERS).onlyDeleted().where(WRITERS.id.eq(ann)).count())
                .isEqualTo(1);
        Row stamps = stamps(ann);
        assertThat(stamps.get(WRITERS.deletedBy())).isEqualTo("user-7");
        assertThat(stamps.get(WRITERS.deleteReason())).isEqualTo("spam");
        assertThat(stamps.get(WRITERS.deletionId())).isEqualTo(gone.id());
        assertThat(stamps.get(WRITERS.deletedAt()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void aDeletionIsNeverStampedAnew() {
        UUID ann = Library.writer(a, name);
        Deletion first = delete(ann);
        Row before = stamps(ann);
        Deletion second = a.actor("user-8")
                .because("again")
                .deleteFrom(WRITERS)
                .where(WRITERS.id.eq(ann))
                .execute();

        assertThat(second.isEmpty()).isTrue();
        Row after = stamps(ann);
        assertThat(after.get(WRITERS.deletionId())).isEqualTo(first.id());
        assertThat(after.get(WRITERS.deletedAt())).isEqualTo(before.get(WRITERS.deletedAt()));
        assertThat(after.get(WRITERS.deletedBy())).isEqualTo("user-7");
    }

    @Test
    void whatNobodySaidIsNull() {
        var anonymous = holdfast.tenant(A);
        UUID ann = Library.writer(anonymous, name);
        anonymous.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
        assertThat(stamps(ann).get(WRITERS.deletedBy())).isNull();
        assertThat(stamps(ann).get(WRITERS.deleteReason())).isNull();
    }

    @Test
    @DisplayName("SD-1 a deleted parent leaves no live children: RESTRICT refuses, CASCADE takes them with one id")
    void parents() {
        UUID ann = Library.writer(a, name);
        UUID lent = Library.book(a, ann, "lent");
        UUID loan = Library.loan(a, lent);
        assertThatThrownBy(() -> delete(ann))
                .isInstanceOfSatisfying(ForeignKeyViolationException.class, e -> assertThat(e.constraint())
                        .isEqualTo("loans_book_id_fkey_live"));
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();

        a.deleteFrom(LOANS).where(LOANS.id.eq(loan)).expectOne();
        UUID chapter = Library.chapter(a, lent, 1);
        Deletion gone = delete(ann);
        assertThat(gone.count(WRITERS)).isEqualTo(1);
        assertThat(gone.count(BOOKS)).isEqualTo(1);
        assertThat(gone.count(CHAPTERS)).isEqualTo(1);
        assertThat(gone.count(LOANS)).isZero();
        assertThat(gone.total()).isEqualTo(3);
        assertThat(a.from(CHAPTERS.onlyDeleted())
                        .where(CHAPTERS.id.eq(chapter))
                        .values(CHAPTERS.deletionId())
                        .one())
                .isEqualTo(gone.id());
    }

    @Test
    @DisplayName("SD-2 a deleted parent gets no new child")
    void newChild() {
        UUID ann = Library.writer(a, name);
        delete(ann);
        assertThatThrownBy(() -> Library.book(a, ann, "late")).isInstanceOf(ForeignKeyViolationException.class);
        UUID bob = Library.writer(a, name + "b");
        UUID book = Library.book(a, bob, "moving");
        assertThatThrownBy(() -> a.update(BOOKS)
                        .set(BOOKS.writerId, ann)
                        .where(BOOKS.id.eq(book))
                        .execute())
                .isInstanceOf(ForeignKeyViolationException.class);
    }

    @Test
    @DisplayName("SD-4 X-5 a deleted row's unique value is free again, within the tenant and for live rows alone")
    void unique() {
        UUID first = Library.writer(a, name);
        delete(first);
        Library.writer(a, name);
        assertThatThrownBy(() -> Library.writer(a, name)).isInstanceOf(UniqueViolationException.class);
        Library.writer(holdfast.tenant(B), name);
    }

    @Test
    @DisplayName("SD-6 insert, delete, insert, delete of one value in one transaction")
    void sameValueTwiceInOneTransaction() {
        a.useTransaction(tx -> {
            for (int i = 0; i < 3; i++) {
                UUID id = Library.writer(tx, name);
                tx.deleteFrom(WRITERS).where(WRITERS.id.eq(id)).expectOne();
            }
        });
        assertThat(a.from(WRITERS).onlyDeleted().where(WRITERS.name.eq(name)).count())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("SD-7 a left join keeps the parent whose only child is deleted")
    void leftJoin() {
        UUID withDeletedChild = Library.writer(a, name);
        UUID withoutChild = Library.writer(a, name + "x");
        UUID book = Library.book(a, withDeletedChild, "gone");
        a.deleteFrom(BOOKS).where(BOOKS.id.eq(book)).expectOne();

        List<Row> rows = a.from(WRITERS)
                .leftJoin(BOOKS, BOOKS.writerId.eq(WRITERS.id))
                .where(WRITERS.id.oneOf(List.of(withDeletedChild, withoutChild)))
                .list();
        assertThat(rows).hasSize(2).allSatisfy(row -> assertThat(row.getOrNull(BOOKS.id))
                .isNull());
        assertThat(a.from(WRITERS)
                        .join(BOOKS.onlyDeleted(), BOOKS.writerId.eq(WRITERS.id))
                        .where(WRITERS.id.eq(withDeletedChild))
                        .count())
                .isEqualTo(1);
        Include books = Include.children(BOOKS.writerId);
        assertThat(a.from(WRITERS)
                        .include(books)
                        .where(WRITERS.id.eq(withDeletedChild))
                        .one()
                        .get(books))
                .isEmpty();
    }

    @Test
    @DisplayName("SD-10 updates and deletes of many rows pass over deleted ones and don't count them")
    void bulk() {
        UUID live = Library.writer(a, name);
        UUID gone = Library.writer(a, name + "x");
        delete(gone);
        Row before = stamps(gone);
        assertThat(a.update(WRITERS)
                        .set(WRITERS.name, "renamed " + name)
                        .where(WRITERS.id.oneOf(List.of(live, gone)))
                        .execute())
                .isEqualTo(1);
        assertThat(stamps(gone).get(WRITERS.version)).isEqualTo(before.get(WRITERS.version));
        Deletion both = a.deleteFrom(WRITERS)
                .where(WRITERS.id.oneOf(List.of(live, gone)))
                .execute();
        assertThat(both.count(WRITERS)).isEqualTo(1);
    }

    @Test
    void anUpdateOfADeletedRowSaysSo() {
        UUID ann = Library.writer(a, name);
        Deletion gone = delete(ann);
        var update = a.update(WRITERS).set(WRITERS.name, "x").where(WRITERS.id.eq(ann));
        assertThat(update.execute()).isZero();
        assertThatThrownBy(update::expectOne).isInstanceOfSatisfying(RowDeletedException.class, e -> {
            assertThat(e.table()).isEqualTo("writers");
            assertThat(e.deletionId()).isEqualTo(gone.id());
            assertThat(e.getMessage()).contains("restore it first");
        });
        assertThatThrownBy(() -> a.inTransaction(tx -> {
                    tx.update(WRITERS)
                            .set(WRITERS.name, "x")
                            .where(WRITERS.id.eq(ann))
                            .expectOne();
                    return true;
                }))
                .isInstanceOf(RowDeletedException.class);
        assertThatThrownBy(() -> a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).expectOne())
                .isInstanceOf(RowDeletedException.class);
        assertThatThrownBy(() -> a.deleteFrom(WRITERS)
                        .where(WRITERS.id.eq(UUID.randomUUID()))
                        .expectOne())
                .isInstanceOf(NoRowException.class);
        assertThatThrownBy(() ->
                        a.deleteFrom(WRITERS).where(WRITERS.id.isNotNull()).expectOne())
                .isInstanceOfAny(TooManyRowsException.class, NoRowException.class);
        assertThat(a.update(WRITERS.withDeleted())
                        .set(WRITERS.onHold, true)
                        .where(WRITERS.id.eq(ann))
                        .execute())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("SD-19 deleting and restoring move the version, so that a stale update fails")
    void version() {
        UUID ann = Library.writer(a, name);
        var stale = a.update(WRITERS)
                .set(WRITERS.name, "x")
                .where(WRITERS.id.eq(ann))
                .atVersion(1);
        Deletion gone = delete(ann);
        assertThat(stamps(ann).get(WRITERS.version)).isEqualTo(2);
        assertThatThrownBy(stale::execute).isInstanceOf(RowDeletedException.class);
        a.restore(gone);
        assertThat(stamps(ann).get(WRITERS.version)).isEqualTo(3);
        assertThatThrownBy(stale::execute)
                .isInstanceOfSatisfying(
                        StaleVersionException.class, e -> assertThat(e.actual()).isEqualTo(3));
        assertThatThrownBy(() -> a.deleteFrom(WRITERS)
                        .where(WRITERS.id.eq(ann))
                        .atVersion(1)
                        .expectOne())
                .isInstanceOf(StaleVersionException.class);
        assertThat(a.deleteFrom(WRITERS)
                        .where(WRITERS.id.eq(ann))
                        .atVersion(3)
                        .expectOne()
                        .total())
                .isEqualTo(1);
    }

    @Test
    void theVersionOfAChildMovesWithItsParent() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        Deletion gone = delete(ann);
        a.restore(gone);
        assertThat(a.from(BOOKS).where(BOOKS.id.eq(book)).values(BOOKS.version).one())
                .isEqualTo(3);
    }

    @Test
    void keptRowsStayAndDerivedOnesAreHiddenWithTheParent() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        UUID portrait = UUID.randomUUID();
        UUID letter = UUID.randomUUID();
        UUID loose = UUID.randomUUID();
        UUID tag = UUID.randomUUID();
        a.insertInto(PORTRAITS, row -> row.set(PORTRAITS.id, portrait).set(PORTRAITS.writerId, ann))
                .execute();
        a.insertInto(LETTERS, row -> row.set(LETTERS.id, letter).set(LETTERS.writerId, ann))
                .execute();
        a.insertInto(LETTERS, row -> row.set(LETTERS.id, loose).set(LETTERS.writerId, null))
                .execute();
        a.insertInto(TAGS, row -> row.set(TAGS.id, tag).set(TAGS.bookId, book).set(TAGS.tag, "x"))
                .execute();
        Deletion gone = delete(ann);

        assertThat(gone.counts().byTable()).containsOnlyKeys("writers", "books");
        assertThat(a.from(PORTRAITS).where(PORTRAITS.id.eq(portrait)).exists()).isTrue();
        assertThat(a.from(LETTERS)
                        .where(LETTERS.id.oneOf(List.of(letter, loose)))
                        .values(LETTERS.id)
                        .list())
                .containsExactly(loose);
        assertThat(a.from(LETTERS).onlyDeleted().where(LETTERS.id.eq(letter)).exists())
                .isTrue();
        assertThat(a.from(LETTERS).onlyDeleted().where(LETTERS.id.eq(loose)).exists())
                .isFalse();
        assertThat(a.from(TAGS).where(TAGS.id.eq(tag)).exists()).isFalse();
        assertThat(a.update(TAGS).set(TAGS.tag, "y").where(TAGS.id.eq(tag)).execute())
                .isZero();
        a.restore(gone);
        assertThat(a.from(TAGS).where(TAGS.id.eq(tag)).exists()).isTrue();
        assertThat(a.from(LETTERS).where(LETTERS.id.eq(letter)).exists()).isTrue();
    }

    @Test
    void aTreeGoesFromTheTop() {
        UUID top = Library.shelf(a, null);
        UUID middle = Library.shelf(a, top);
        UUID leaf = Library.shelf(a, middle);
        UUID other = Library.shelf(a, top);
        a.deleteFrom(SHELVES).where(SHELVES.id.eq(other)).expectOne();

        Deletion gone = a.deleteFrom(SHELVES).where(SHELVES.id.eq(top)).expectOne();
        assertThat(gone.count(SHELVES)).isEqualTo(3);
        assertThat(a.restore(gone).isRestored()).isTrue();
        assertThat(a.from(SHELVES)
                        .where(SHELVES.id.oneOf(List.of(top, middle, leaf, other)))
                        .count())
                .isEqualTo(3);
        Deletion all = a.deleteFrom(SHELVES)
                .where(SHELVES.id.oneOf(List.of(leaf, top, middle)))
                .execute();
        assertThat(all.count(SHELVES)).isEqualTo(3);
    }

    @Test
    void aDeletionAloneIsOneRoundTripWhateverItCascadesTo() {
        try (RoundTrips tap = RoundTrips.before(database)) {
            var tapped = Library.holdfast(database, tap.applicationDataSource()).tenant(A);
            for (int i = 0; i < 8; i++) {
                UUID ann = Library.writer(tapped, name + i);
                Library.book(tapped, ann, "one");
                tap.reset();
                Deletion gone =
                        tapped.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
                assertThat(tap.count()).as(tap.statements().toString()).isEqualTo(1);
                assertThat(gone.total()).isEqualTo(2);
                tap.reset();
                assertThat(tapped.restore(gone).isRestored()).isTrue();
                assertThat(tap.count()).as(tap.statements().toString()).isEqualTo(1);
            }
        }
    }

    @Test
    void aTransactionAndItsRollback() {
        UUID ann = Library.writer(a, name);
        a.useTransaction(tx -> {
            Deletion gone = tx.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
            assertThat(gone.total()).isEqualTo(1);
            assertThat(tx.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isFalse();
            tx.rollbackOnly();
        });
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();
    }

    @Test
    void deletedRowsAreFoundByTime() throws Exception {
        UUID ann = Library.writer(a, name);
        delete(ann);
        Instant at = Objects.requireNonNull(stamps(ann).get(WRITERS.deletedAt()));
        assertThat(a.from(WRITERS).deletedSince(at).where(WRITERS.id.eq(ann)).exists())
                .isTrue();
        assertThat(a.from(WRITERS).deletedBefore(at).where(WRITERS.id.eq(ann)).exists())
                .isFalse();
        assertThat(a.from(WRITERS)
                        .deletedBefore(at.plusMillis(1))
                        .where(WRITERS.id.eq(ann))
                        .exists())
                .isTrue();
    }

    @Test
    @DisplayName("SD-17 another tenant's deleted rows stay out of sight")
    void tenants() {
        UUID ann = Library.writer(a, name);
        Deletion gone = delete(ann);
        var b = holdfast.tenant(B);
        assertThat(b.from(WRITERS).withDeleted().where(WRITERS.id.eq(ann)).exists())
                .isFalse();
        assertThat(b.from(WRITERS).onlyDeleted().where(WRITERS.id.eq(ann)).exists())
                .isFalse();
        assertThat(b.restore(gone).isRestored()).isFalse();
        assertThat(b.restore(WRITERS).where(WRITERS.id.eq(ann)).execute().isRestored())
                .isFalse();
        assertThat(a.from(WRITERS).onlyDeleted().where(WRITERS.id.eq(ann)).exists())
                .isTrue();
    }

    @Test
    void acrossTenantsADeletionCascadesInEach() {
        UUID ann = Library.writer(a, name);
        UUID bea = Library.writer(holdfast.tenant(B), name);
        Library.book(a, ann, "one");
        Library.book(holdfast.tenant(B), bea, "one");
        var across = holdfast.acrossTenants("clean up");
        Deletion gone = across.deleteFrom(WRITERS).where(WRITERS.name.eq(name)).execute();
        assertThat(gone.counts().toString()).isEqualTo("2 writers, 2 books");
        assertThat(stamps(ann).get(WRITERS.deleteReason())).isEqualTo("clean up");
        assertThat(across.restore(gone).isRestored()).isTrue();
        across.deleteFrom(WRITERS).where(WRITERS.name.eq(name)).execute();
        assertThat(across.restore(WRITERS)
                        .where(WRITERS.name.eq(name))
                        .execute()
                        .toString())
                .contains("2 writers, 2 books");
    }

    @Test
    void aTableWithoutTenants() {
        var none = holdfast.withoutTenant();
        none.insertInto(GENRES, row -> row.set(GENRES.code, name).set(GENRES.label, name))
                .execute();
        Deletion gone = none.deleteFrom(GENRES).where(GENRES.code.eq(name)).expectOne();
        assertThat(none.from(GENRES).where(GENRES.code.eq(name)).exists()).isFalse();
        assertThat(none.restore(gone).isRestored()).isTrue();
    }

    @Test
    void whoDoesNotKnowTheTableDeletesSoftlyToo() {
        UUID ann = Library.writer(a, name);
        dev.holdfast.table.Table table = WRITERS;
        assertThat(a.deleteFrom(table).where(WRITERS.id.eq(ann)).execute()).isEqualTo(1);
        assertThat(a.from(WRITERS).onlyDeleted().where(WRITERS.id.eq(ann)).exists())
                .isTrue();
    }

    @Test
    void theRowsThatGoCanBeReturned() {
        UUID ann = Library.writer(a, name);
        assertThat(a.deleteFrom(WRITERS)
                        .where(WRITERS.id.eq(ann))
                        .returning(WRITERS.name, WRITERS.deletionId())
                        .map(row -> row.get(WRITERS.name))
                        .list())
                .containsExactly(name);
    }
}
