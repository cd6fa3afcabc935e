package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader of all streams beside transactions that are under way: it overlooks nothing, and waits for nobody in vain. */
@PostgresTest(template = Newsroom.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderTest {

    private static final int POLLS = 20;

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private Follower follower;
    private Follower across;

    OrderTest(TestDatabase database) {
        this.database = database;
        this.pool = Pools.pool(database, 4, true);
        this.holdfast = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES));
        this.a = holdfast.tenant(Newsroom.A);
        this.follower = Follower.from(a);
        this.across = Follower.from(holdfast.acrossTenants("test"));
    }

    @BeforeEach
    void begin() {
        follower = Follower.from(a);
        across = Follower.from(holdfast.acrossTenants("test"));
    }

    @AfterAll
    void close() {
        pool.close();
    }

    private OpenAppender appender() throws Exception {
        return OpenAppender.of(database, Newsroom.A);
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private long appendNow() {
        return a.events()
                .append(stream("article", fresh()), any(), new Published(1))
                .position()
                .value();
    }

    private void expect(Long... positions) {
        assertThat(follower.poll()).containsExactly(positions);
        assertThat(across.poll()).containsExactly(positions);
    }

    private void expectNothingYet() {
        for (int i = 0; i < POLLS; i++) {
            assertThat(follower.poll()).isEmpty();
        }
        expect();
    }

    @Test
    @DisplayName("EV-9 an event that is committed after a later one is delivered before it")
    void lateCommit() throws Exception {
        try (OpenAppender late = appender()) {
            long first = late.append(fresh());
            long second = appendNow();
            assertThat(second).isGreaterThan(first);
            expectNothingYet();
            assertThat(follower.after().position().value()).isLessThan(first);
            late.commit();
            expect(first, second);
        }
    }

    @Test
    @DisplayName(
            "EV-9 what is before the late one is delivered all the while, and another tenant's late one counts as well")
    void upToTheLateOne() throws Exception {
        long before = appendNow();
        try (OpenAppender late = OpenAppender.of(database, Newsroom.B)) {
            long first = late.append(fresh());
            long second = appendNow();
            expect(before);
            expectNothingYet();
            late.commit();
            assertThat(follower.poll()).containsExactly(second);
            assertThat(across.poll()).containsExactly(first, second);
        }
    }

    @Test
    @DisplayName("EV-9 the gap of a late one that rolls back is gone with the next poll")
    void lateRollback() throws Exception {
        try (OpenAppender late = appender()) {
            late.append(fresh());
            long second = appendNow();
            expectNothingYet();
            late.rollback();
            expect(second);
        }
    }

    @Test
    @DisplayName("EV-9 the gap of a late one whose backend is ended is gone with the next poll")
    void lateEnded() throws Exception {
        try (OpenAppender late = appender()) {
            late.append(fresh());
            long second = appendNow();
            expectNothingYet();
            Sql.kill(database, late.pid());
            expect(second);
        }
    }

    @Test
    @DisplayName("EV-9 several that are open at once are waited for in turn")
    void severalOpen() throws Exception {
        try (OpenAppender one = appender();
                OpenAppender two = appender();
                OpenAppender three = appender()) {
            long p1 = one.append(fresh());
            long p2 = two.append(fresh());
            long p3 = three.append(fresh());
            long p4 = one.append(fresh());
            three.commit();
            expectNothingYet();
            one.commit();
            expect(p1);
            two.commit();
            expect(p2, p3, p4);
        }
    }

    @Test
    @DisplayName("EV-10 a stream's order is its versions', whoever began the transaction first")
    void streamOrder() throws Exception {
        String article = fresh();
        try (OpenAppender early = appender()) {
            early.writeBusiness();
            try (OpenAppender other = appender()) {
                other.append(article);
                other.commit();
            }
            early.append(article);
            expectNothingYetBehind(1);
            early.commit();
        }
        follower.poll();
        across.poll();
        assertThat(follower.seen()).extracting(RecordedEvent::version).containsExactly(1L, 2L);
        assertThat(across.seen()).extracting(RecordedEvent::version).containsExactly(1L, 2L);
    }

    private void expectNothingYetBehind(int count) {
        for (int i = 0; i < POLLS; i++) {
            follower.poll();
            assertThat(follower.seen()).hasSize(count);
        }
        across.poll();
        assertThat(across.seen()).hasSize(count);
    }

    @Test
    @DisplayName("EV-11 an open transaction that appends nothing stalls no reader, in this database or another")
    void unrelated() throws Exception {
        try (OpenAppender here = appender();
                TestDatabase elsewhere = database.server().createDatabase("unrelated_" + System.nanoTime());
                var there = elsewhere.ownerDataSource().getConnection()) {
            here.writeBusiness();
            there.setAutoCommit(false);
            Sql.run(there, "create table notes (id int); insert into notes values (1)");
            Sql.run(there, "select pg_advisory_xact_lock_shared(18502::bigint << 48 | 1)");
            expect(appendNow());
            there.rollback();
        }
    }

    @Test
    @DisplayName(
            "a savepoint that is rolled back behind an append takes the lock with it, and the next append takes a new one")
    void savepoint() throws Exception {
        try (OpenAppender open = appender();
                OpenAppender later = appender()) {
            open.writeBusiness();
            open.run("savepoint s");
            open.append(fresh());
            assertThat(open.locks()).isEqualTo(1);
            open.run("rollback to s");
            assertThat(open.locks()).isZero();
            assertThat(open.one("select coalesce(current_setting('holdfast.lowest_position', true), '')"))
                    .isEmpty();
            long between = appendNow();
            expect(between);
            long first = open.append(fresh());
            assertThat(open.locks()).isEqualTo(1);
            long second = later.append(fresh());
            later.commit();
            expectNothingYet();
            open.commit();
            expect(first, second);
        }
    }

    @Test
    @DisplayName("a savepoint that is rolled back behind a second append leaves the first one's lock")
    void secondSavepoint() throws Exception {
        try (OpenAppender open = appender()) {
            long first = open.append(fresh());
            open.run("savepoint s");
            open.append(fresh());
            open.run("rollback to s");
            assertThat(open.locks()).isEqualTo(1);
            long second = appendNow();
            expectNothingYet();
            long third = open.append(fresh());
            open.run("savepoint t");
            long fourth = open.append(fresh());
            open.run("release t");
            long fifth = appendNow();
            expectNothingYet();
            open.commit();
            expect(first, second, third, fourth, fifth);
        }
    }

    @Test
    @DisplayName("a nested transaction that failed behind an append leaves the order as it is")
    void nested() throws Exception {
        AtomicLong kept = new AtomicLong();
        AtomicLong later = new AtomicLong();
        a.useTransaction(tx -> {
            assertThatThrownBy(() -> tx.useTransaction(inner -> {
                        inner.events().append(stream("article", fresh()), any(), new Published(1));
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            kept.set(tx.events()
                    .append(stream("article", fresh()), any(), new Published(2))
                    .position()
                    .value());
            Thread other = new Thread(() -> {
                later.set(appendNow());
                expectNothingYet();
            });
            other.start();
            other.join();
        });
        expect(kept.get(), later.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "0", "1", "9223372036854775807"})
    @DisplayName("what an SQL client sets itself makes readers wait at most, and overlook nothing")
    void tampered(String lowest) throws Exception {
        try (OpenAppender open = appender()) {
            open.run("select set_config('holdfast.lowest_position', '" + lowest + "', true)");
            long first = open.append(fresh());
            long second = appendNow();
            expectNothingYet();
            open.commit();
            expect(first, second);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REPEATABLE_READ", "SERIALIZABLE"})
    @DisplayName("a read in order is refused where the snapshot would hide what comes late")
    void strictIsolation(Isolation isolation) {
        var options = TransactionOptions.defaults().isolation(isolation);
        assertThatThrownBy(() -> a.useTransaction(options, tx -> tx.events().lastCheckpoint()))
                .hasMessageContaining("read committed");
        assertThatThrownBy(() -> a.useTransaction(
                        options, tx -> tx.events().readAll(Checkpoint.START).page(10)))
                .hasMessageContaining("read committed");
        assertThatThrownBy(() -> holdfast.acrossTenants("test").useTransaction(options, tx -> tx.events()
                        .readAll(Checkpoint.START)
                        .page(10)))
                .hasMessageContaining("read committed");
    }

    @Test
    @DisplayName("in a transaction the reader doesn't see that transaction's own events before its commit")
    void ownEvents() {
        AtomicLong appended = new AtomicLong();
        a.useTransaction(tx -> {
            Follower own = Follower.from(tx);
            appended.set(tx.events()
                    .append(stream("article", fresh()), any(), new Published(1))
                    .position()
                    .value());
            assertThat(own.poll()).isEmpty();
        });
        expect(appended.get());
    }
}
