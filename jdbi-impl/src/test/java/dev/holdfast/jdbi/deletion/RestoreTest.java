package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.CHAPTERS;
import static dev.holdfast.jdbi.deletion.Library.GENRES;
import static dev.holdfast.jdbi.deletion.Library.PAIRS;
import static dev.holdfast.jdbi.deletion.Library.SHELVES;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.Conflict;
import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.deletion.RestoreResult.NotDeleted;
import dev.holdfast.deletion.RestoreResult.Refused;
import dev.holdfast.deletion.RestoreResult.Restored;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class RestoreTest {

    private static int names;

    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private String name = "";

    RestoreTest(TestDatabase database) {
        this.holdfast = Library.holdfast(database);
        this.a = holdfast.tenant(A).actor("user-7");
    }

    @BeforeEach
    void chooseName() {
        name = "r" + ++names;
    }

    private Deletion deleteWriter(UUID writer) {
        return a.deleteFrom(WRITERS).where(WRITERS.id.eq(writer)).execute();
    }

    private Deletion deleteBook(UUID book) {
        return a.deleteFrom(BOOKS).where(BOOKS.id.eq(book)).execute();
    }

    private boolean bookIsLive(UUID book) {
        return a.from(BOOKS).where(BOOKS.id.eq(book)).exists();
    }

    private boolean writerIsLive(UUID writer) {
        return a.from(WRITERS).where(WRITERS.id.eq(writer)).exists();
    }

    @Test
    @DisplayName("SD-12 restoring a cascade leaves what was deleted before")
    void olderDeletionsStay() {
        UUID ann = Library.writer(a, name);
        UUID first = Library.book(a, ann, "first");
        UUID second = Library.book(a, ann, "second");
        Deletion older = deleteBook(first);
        Deletion newer = deleteWriter(ann);
        assertThat(newer.count(BOOKS)).isEqualTo(1);

        RestoreResult back = a.restore(newer);
        assertThat(back).isEqualTo(new Restored(newer.counts(), false));
        assertThat(bookIsLive(first)).isFalse();
        assertThat(bookIsLive(second)).isTrue();
        assertThat(a.from(WRITERS.withDeleted())
                        .where(WRITERS.id.eq(ann))
                        .values(WRITERS.deletedBy())
                        .one())
                .isNull();
        assertThat(a.restore(older).isRestored()).isTrue();
        assertThat(bookIsLive(first)).isTrue();
        assertThat(a.restore(older)).isInstanceOf(NotDeleted.class);
        assertThat(a.restoring(UUID.randomUUID()).execute()).isInstanceOf(NotDeleted.class);
    }

    @Test
    @DisplayName(
            "SD-5 a value that was taken meanwhile is a conflict that names row, key and holder; nothing is restored")
    void takenValues() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        Deletion gone = deleteWriter(ann);
        UUID other = Library.writer(a, name);

        for (RestoreResult result : List.of(a.restore(gone), a.restoring(gone).dryRun())) {
            assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.deletedParents()).isEmpty();
                assertThat(refused.uniqueConflicts()).singleElement().satisfies(conflict -> {
                    assertThat(conflict.row().table()).isEqualTo("writers");
                    assertThat(conflict.row().value()).isEqualTo(ann);
                    assertThat(conflict.columns()).containsExactly("email");
                    assertThat(conflict.holder().value()).isEqualTo(other);
                });
                assertThat(refused.toString()).doesNotContain(name).contains("writers: its value of email is taken");
            });
        }
        assertThat(writerIsLive(ann)).isFalse();
        assertThat(bookIsLive(book)).isFalse();
        deleteWriter(other);
        assertThat(a.restore(gone).isRestored()).isTrue();
        assertThat(bookIsLive(book)).isTrue();
    }

    @Test
    void everyConflictIsListed() {
        UUID ann = Library.writer(a, name);
        UUID bob = Library.writer(a, name + "b");
        UUID one = Library.book(a, ann, "one");
        UUID two = Library.book(a, bob, "two");
        Deletion books =
                a.deleteFrom(BOOKS).where(BOOKS.id.oneOf(List.of(one, two))).execute();
        UUID again = Library.book(a, ann, "one");
        Deletion bobs = deleteWriter(bob);

        assertThat(a.restore(books)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.conflicts()).hasSize(2);
            assertThat(refused.uniqueConflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.columns()).containsExactly("writer_id", "title");
                assertThat(conflict.holder().value()).isEqualTo(again);
            });
            assertThat(refused.deletedParents()).singleElement().satisfies(conflict -> {
                assertThat(conflict.row().value()).isEqualTo(two);
                assertThat(conflict.column()).isEqualTo("writer_id");
                assertThat(conflict.parent().value()).isEqualTo(bob);
            });
        });
        assertThat(a.restore(bobs).isRestored()).isTrue();
        deleteBook(again);
        assertThat(a.restore(books).isRestored()).isTrue();
    }

    @Test
    void aDeletedParentComesBackOnRequestAndAlone() {
        UUID ann = Library.writer(a, name);
        UUID first = Library.book(a, ann, "first");
        UUID second = Library.book(a, ann, "second");
        Deletion older = deleteBook(first);
        deleteWriter(ann);

        assertThat(a.restore(older)).isInstanceOf(Refused.class);
        assertThat(a.restoring(older).withParents().dryRun()).isInstanceOfSatisfying(Restored.class, restored -> {
            assertThat(restored.dryRun()).isTrue();
            assertThat(restored.counts().toString()).isEqualTo("1 writers, 1 books");
        });
        assertThat(writerIsLive(ann)).isFalse();
        assertThat(a.restoring(older).withParents().execute()).isInstanceOf(Restored.class);
        assertThat(writerIsLive(ann)).isTrue();
        assertThat(bookIsLive(first)).isTrue();
        assertThat(bookIsLive(second)).isFalse();
    }

    @Test
    void rowsComeBackWithWhatWentWithThem() {
        UUID ann = Library.writer(a, name);
        UUID bob = Library.writer(a, name + "b");
        UUID one = Library.book(a, ann, "one");
        UUID chapter = Library.chapter(a, one, 1);
        UUID removed = Library.chapter(a, one, 2);
        UUID two = Library.book(a, bob, "two");
        a.deleteFrom(CHAPTERS).where(CHAPTERS.id.eq(removed)).expectOne();
        Deletion both =
                a.deleteFrom(WRITERS).where(WRITERS.id.oneOf(List.of(ann, bob))).execute();
        assertThat(both.total()).isEqualTo(5);

        RestoreResult back = a.restore(WRITERS).where(WRITERS.id.eq(ann)).execute();
        assertThat(back).isInstanceOfSatisfying(Restored.class, r -> assertThat(
                        r.counts().toString())
                .isEqualTo("1 writers, 1 books, 1 chapters"));
        assertThat(a.from(CHAPTERS)
                        .where(CHAPTERS.id.oneOf(List.of(chapter, removed)))
                        .values(CHAPTERS.id)
                        .list())
                .containsExactly(chapter);
        assertThat(bookIsLive(two)).isFalse();
        assertThat(writerIsLive(bob)).isFalse();
        assertThat(a.restore(both).isRestored()).isTrue(); // the rest of it
        assertThat(bookIsLive(two)).isTrue();
    }

    @Test
    void twoDeletedRowsWithOneValueCannotBothComeBack() {
        UUID first = Library.writer(a, name);
        deleteWriter(first);
        UUID second = Library.writer(a, name);
        deleteWriter(second);
        RestoreResult result = a.restore(WRITERS).where(WRITERS.name.eq(name)).execute();
        assertThat(result).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.uniqueConflicts())
                .singleElement()
                .satisfies(conflict -> assertThat(List.of(
                                conflict.row().value(), conflict.holder().value()))
                        .containsExactlyInAnyOrder(first, second)));
        assertThat(a.from(WRITERS).where(WRITERS.name.eq(name)).exists()).isFalse();
    }

    @Test
    void insideATransactionARefusalLeavesItUsable() {
        UUID ann = Library.writer(a, name);
        Deletion gone = deleteWriter(ann);
        UUID other = Library.writer(a, name);
        a.useTransaction(tx -> {
            assertThat(tx.restore(gone)).isInstanceOf(Refused.class);
            tx.deleteFrom(WRITERS).where(WRITERS.id.eq(other)).expectOne();
            assertThat(tx.restore(gone)).isInstanceOf(Restored.class);
            assertThat(tx.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();
            Deletion again = tx.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
            assertThat(tx.restoring(again).dryRun()).isInstanceOf(Restored.class);
            assertThat(tx.restore(WRITERS).where(WRITERS.id.eq(ann)).execute()).isInstanceOf(Restored.class);
        });
        assertThat(writerIsLive(ann)).isTrue();
    }

    @Test
    void theCascadeOfPlainSqlWorksBehindARestorationInTheSameTransaction() {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        Deletion gone = deleteWriter(ann);
        UUID bob = Library.writer(a, name + "b");
        UUID bobs = Library.book(a, bob, "one");
        deleteWriter(bob);
        a.useHandle(handle -> handle.createUpdate("update writers set deleted_at = null where id = :id")
                .bind("id", bob)
                .execute());
        assertThat(bookIsLive(bobs)).isTrue();
        a.useTransaction(tx -> {
            tx.restore(gone);
            assertThat(tx.from(BOOKS).where(BOOKS.id.eq(book)).exists()).isTrue();
            deleteAndRestoreByHand(dev.holdfast.jdbi.JdbiTransaction.handleOf(tx), bob);
            assertThat(tx.from(BOOKS).where(BOOKS.id.eq(bobs)).exists()).isTrue();
        });
    }

    private static void deleteAndRestoreByHand(org.jdbi.v3.core.Handle handle, UUID writer) {
        for (String value : List.of("now()", "null")) {
            handle.createUpdate("update writers set deleted_at = " + value + " where id = :id")
                    .bind("id", writer)
                    .execute();
        }
    }

    @Test
    void withoutTenantsThereAreConflictsToo() {
        var none = holdfast.withoutTenant();
        none.insertInto(GENRES, row -> row.set(GENRES.code, name).set(GENRES.label, name))
                .execute();
        Deletion gone = none.deleteFrom(GENRES).where(GENRES.code.eq(name)).expectOne();
        assertThat(none.restoring(gone).dryRun()).isInstanceOf(Restored.class);
        assertThat(none.restoring(gone.id()).dryRun()).isInstanceOf(Restored.class);
        none.insertInto(GENRES, row -> row.set(GENRES.code, name + "2").set(GENRES.label, name))
                .execute();
        assertThat(none.restore(gone)).isInstanceOf(Refused.class);
        none.deleteFrom(GENRES).where(GENRES.code.eq(name + "2")).expectOne();
        assertThat(none.restoring(gone.id()).execute()).isInstanceOf(Restored.class);
    }

    @Test
    void keysOfSeveralColumns() {
        for (String b : List.of(name + "x", name + "y")) {
            a.insertInto(
                            PAIRS,
                            row -> row.set(PAIRS.left, 1).set(PAIRS.right, b).set(PAIRS.note, "n"))
                    .execute();
        }
        a.deleteFrom(PAIRS).where(PAIRS.right.startsWith(name)).execute();
        assertThat(a.restore(PAIRS).where(PAIRS.right.eq(name + "x")).execute().isRestored())
                .isTrue();
        assertThat(a.from(PAIRS).where(PAIRS.right.startsWith(name)).count()).isEqualTo(1);
    }

    @Test
    void aBranchOfATree() {
        UUID top = Library.shelf(a, null);
        UUID middle = Library.shelf(a, top);
        UUID leaf = Library.shelf(a, middle);
        Deletion gone = a.deleteFrom(SHELVES).where(SHELVES.id.eq(top)).expectOne();
        assertThat(a.restore(SHELVES).where(SHELVES.id.eq(middle)).execute()).isInstanceOf(Refused.class);
        assertThat(a.restore(SHELVES).where(SHELVES.id.eq(middle)).withParents().execute())
                .isInstanceOfSatisfying(
                        Restored.class, r -> assertThat(r.counts().total()).isEqualTo(3));
        assertThat(a.from(SHELVES)
                        .where(SHELVES.id.oneOf(List.of(top, middle, leaf)))
                        .count())
                .isEqualTo(3);
        assertThat(a.restore(gone)).isInstanceOf(NotDeleted.class);
    }

    @Test
    void aRestorationWithoutAConditionMustBeMeant() {
        assertThatThrownBy(() -> a.restore(PAIRS).execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("everyRow()");
        assertThatThrownBy(() ->
                        a.restore(PAIRS).where(PAIRS.left.eq(1)).everyRow().execute())
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("keep one");
        assertThatThrownBy(() -> a.restoring(UUID.randomUUID()).where(PAIRS.left.eq(1)))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("as a whole");
        assertThat(a.restore(PAIRS).everyRow().dryRun()).isInstanceOfAny(Restored.class, NotDeleted.class);
    }

    @Test
    void conflictsAreTold() {
        Conflict.ParentDeleted conflict = new Conflict.ParentDeleted(
                new dev.holdfast.deletion.RowKey("books", java.util.Map.of("id", "secret")),
                "writer_id",
                new dev.holdfast.deletion.RowKey("writers", java.util.Map.of("id", "secret")));
        assertThat(new Refused(List.of(conflict)).toString())
                .isEqualTo("Refused[books: the row of writers that its writer_id refers to is deleted]");
    }
}
