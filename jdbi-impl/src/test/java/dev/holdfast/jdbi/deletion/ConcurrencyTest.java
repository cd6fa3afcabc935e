package dev.holdfast.jdbi.deletion;

import static dev.holdfast.jdbi.deletion.Library.A;
import static dev.holdfast.jdbi.deletion.Library.BOOKS;
import static dev.holdfast.jdbi.deletion.Library.LOANS;
import static dev.holdfast.jdbi.deletion.Library.WRITERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.deletion.Deletion;
import dev.holdfast.deletion.RestoreResult;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.ForeignKeyViolationException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.JdbiTransaction;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@PostgresTest(template = Library.class)
class ConcurrencyTest {

    private static int names;

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private String name = "";

    ConcurrencyTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Library.holdfast(database);
        this.a = holdfast.tenant(A);
    }

    @BeforeEach
    void chooseName() {
        name = "c" + ++names;
    }

    @AfterEach
    void stop() throws InterruptedException {
        other.shutdownNow();
        assertThat(other.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private static int pid(JdbiTransaction tx) {
        return tx.handle()
                .createQuery("select pg_backend_pid()")
                .mapTo(Integer.class)
                .one();
    }

    /** Until somebody waits for a lock that this backend holds. */
    private void awaitWaiting(int holder) {
        Sql.await(
                database,
                "select exists (select from pg_stat_activity where " + holder + " = any (pg_blocking_pids(pid)))");
    }

    @Test
    @DisplayName("SD-2 the parent is being deleted: a child inserted meanwhile waits, and is refused")
    void parentFirst() throws Exception {
        UUID ann = Library.writer(a, name);
        Future<UUID> child = a.inTransaction(tx -> {
            tx.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).expectOne();
            Future<UUID> waiting = other.submit(() -> Library.book(a, ann, "late"));
            awaitWaiting(pid((JdbiTransaction) tx));
            return waiting;
        });
        assertThatThrownBy(child::get).hasCauseInstanceOf(ForeignKeyViolationException.class);
        assertNoOrphans();
    }

    @Test
    @DisplayName("SD-2 the deletion of the parent is undone: the child that waited is stored")
    void parentRolledBack() throws Exception {
        UUID ann = Library.writer(a, name);
        Future<UUID> child = a.inTransaction(tx -> {
            tx.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).expectOne();
            Future<UUID> waiting = other.submit(() -> Library.book(a, ann, "late"));
            awaitWaiting(pid((JdbiTransaction) tx));
            tx.rollbackOnly();
            return waiting;
        });
        assertThat(a.from(BOOKS).where(BOOKS.id.eq(child.get())).exists()).isTrue();
    }

    @Test
    @DisplayName("SD-1 a child is being inserted: the deletion of its parent waits, and takes it along")
    void childFirst() throws Exception {
        UUID ann = Library.writer(a, name);
        Future<Deletion> deletion = a.inTransaction(tx -> {
            Library.book(tx, ann, "just in time");
            Future<Deletion> waiting = other.submit(
                    () -> a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute());
            awaitWaiting(pid((JdbiTransaction) tx));
            return waiting;
        });
        assertThat(deletion.get().counts().toString()).isEqualTo("1 writers, 1 books");
        assertNoOrphans();
    }

    @Test
    @DisplayName("SD-1 a child that restricts is being inserted: the deletion waits, and is refused")
    void restrictingChildFirst() throws Exception {
        UUID ann = Library.writer(a, name);
        UUID book = Library.book(a, ann, "one");
        Future<Deletion> deletion = a.inTransaction(tx -> {
            Library.loan(tx, book);
            Future<Deletion> waiting = other.submit(
                    () -> a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute());
            awaitWaiting(pid((JdbiTransaction) tx));
            return waiting;
        });
        assertThatThrownBy(deletion::get).hasCauseInstanceOf(ForeignKeyViolationException.class);
        assertThat(a.from(LOANS).where(LOANS.bookId.eq(book)).exists()).isTrue();
        assertNoOrphans();
    }

    @Test
    void deletingAndInsertingAtTheSameTimeNeverLeavesAnOrphan() {
        AtomicInteger taken = new AtomicInteger();
        for (int round = 0; round < 60; round++) {
            UUID ann = Library.writer(a, name + round);
            UUID book = Library.book(a, ann, "first");
            var outcomes = Race.of(4).run(i -> switch (i) {
                case 0 ->
                    a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute().total();
                case 1 -> {
                    Library.book(a, ann, "second");
                    yield 0L;
                }
                case 2 -> {
                    Library.chapter(a, book, 1);
                    yield 0L;
                }
                default -> {
                    Library.loan(a, book);
                    yield 0L;
                }
            });
            assertThat(outcomes.errors())
                    .allSatisfy(e -> assertThat(e).isInstanceOf(ForeignKeyViolationException.class));
            taken.addAndGet(outcomes.values().size());
        }
        assertThat(taken.get()).isPositive();
        assertNoOrphans();
    }

    @Test
    void twoDeletionsOfOneRowHideItOnce() {
        for (int round = 0; round < 20; round++) {
            UUID ann = Library.writer(a, name + round);
            Library.book(a, ann, "one");
            var outcomes = Race.of(4)
                    .run(i -> a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute());
            assertThat(outcomes.errors()).isEmpty();
            assertThat(outcomes.values())
                    .filteredOn(d -> !d.isEmpty())
                    .singleElement()
                    .satisfies(d -> assertThat(d.total()).isEqualTo(2));
        }
    }

    @Test
    void twoRestorationsOfOneDeletionRestoreItOnce() {
        for (int round = 0; round < 20; round++) {
            UUID ann = Library.writer(a, name + round);
            Library.book(a, ann, "one");
            Deletion gone = a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
            var outcomes = Race.of(4)
                    .run(i -> i % 2 == 0
                            ? a.restore(gone)
                            : a.restore(WRITERS).where(WRITERS.id.eq(ann)).execute());
            assertThat(outcomes.errors()).isEmpty();
            assertThat(outcomes.values()).filteredOn(RestoreResult::isRestored).hasSize(1);
            assertThat(a.from(BOOKS).where(BOOKS.writerId.eq(ann)).exists()).isTrue();
        }
    }

    @Test
    void aRestorationAndAnInsertOfItsValueAtTheSameTime() {
        for (int round = 0; round < 20; round++) {
            String each = name + "-" + round;
            UUID ann = Library.writer(a, each);
            Deletion gone = a.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).execute();
            var outcomes = Race.of(2).run(i -> i == 0 ? a.restore(gone).isRestored() : Library.writer(a, each) != null);
            assertThat(outcomes.errors())
                    .allSatisfy(e -> assertThat(e).isInstanceOf(dev.holdfast.error.UniqueViolationException.class));
            assertThat(a.from(WRITERS).where(WRITERS.name.eq(each)).count()).isEqualTo(1);
        }
    }

    @Test
    void aKilledDeletionHidesNothing() throws Exception {
        UUID ann = Library.writer(a, name);
        Library.book(a, ann, "one");
        CountDownLatch deleted = new CountDownLatch(1);
        AtomicInteger pid = new AtomicInteger();
        Future<?> killed = other.submit(() -> a.useTransaction(tx -> {
            tx.deleteFrom(WRITERS).where(WRITERS.id.eq(ann)).expectOne();
            pid.set(pid((JdbiTransaction) tx));
            deleted.countDown();
            tx.one(PlainStatement.of("select true as slept from pg_sleep(60)")
                    .returning(PlainSql.expression(SqlTypes.BOOLEAN, "slept", "slept")));
        }));
        assertThat(deleted.await(20, TimeUnit.SECONDS)).isTrue();
        Sql.kill(database, pid.get());
        assertThatThrownBy(killed::get).hasCauseInstanceOf(DatabaseException.class);
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();
        assertThat(a.from(BOOKS).where(BOOKS.writerId.eq(ann)).exists()).isTrue();
    }

    @Test
    void aPurgePassesOverWhatIsBeingRestored() {
        UUID ann = Library.writer(a, name);
        Sql.run(
                database.superuserDataSource(),
                "update writers set deleted_at = now() - interval '40 days' where id = '" + ann + "'");
        a.useTransaction(tx -> {
            assertThat(tx.restore(WRITERS).where(WRITERS.id.eq(ann)).execute().isRestored())
                    .isTrue();
            Future<Long> purged = other.submit(() -> a.purge(WRITERS)
                    .olderThan(java.time.Duration.ofDays(30))
                    .where(WRITERS.name.eq(name))
                    .execute()
                    .purged()
                    .total());
            assertThat(purged.get(20, TimeUnit.SECONDS)).isZero();
        });
        assertThat(a.from(WRITERS).where(WRITERS.id.eq(ann)).exists()).isTrue();
    }

    /** What must never be: a live row whose parent is deleted, where the reference restricts or cascades. */
    private void assertNoOrphans() {
        String orphans = "select count(*) from %s c join %s p on p.tenant_id = c.tenant_id and p.id = c.%s"
                + " where c.deleted_at is null and p.deleted_at is not null";
        for (String sql : new String[] {
            orphans.formatted("books", "writers", "writer_id"),
            orphans.formatted("chapters", "books", "book_id"),
            orphans.formatted("loans", "books", "book_id")
        }) {
            assertThat(Sql.one(database.superuserDataSource(), sql)).as(sql).isEqualTo("0");
        }
    }
}
