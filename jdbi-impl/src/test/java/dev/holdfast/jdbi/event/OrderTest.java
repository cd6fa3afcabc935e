package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventCheck;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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

    /** The application's role, which may take any advisory lock. */
    private Connection attacker(String... sql) throws Exception {
        Connection attacker = database.applicationDataSource().getConnection();
        for (String each : sql) {
            Sql.run(attacker, each);
        }
        return attacker;
    }

    @Test
    @DisplayName(
            "EV-38 whoever holds the appenders' keys exclusively stops neither them nor their readers, and is named")
    void exclusiveKeys() throws Exception {
        long before = appendNow();
        expect(before);
        try (Connection attacker =
                        attacker("select pg_advisory_lock(18502::bigint << 48 | key) from generate_series(1, "
                                + (before + 500) + ") key");
                OpenAppender open = appender()) {
            List<CompletableFuture<List<Long>>> appends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                JdbiTenantScope tenant = holdfast.tenant(i % 2 == 0 ? Newsroom.A : Newsroom.B);
                appends.add(Background.call(() -> {
                    List<Long> positions = new ArrayList<>();
                    for (int n = 0; n < 10; n++) {
                        positions.add(tenant.events()
                                .append(stream("article", fresh()), any(), new Published(n), new Published(-n))
                                .position()
                                .value());
                    }
                    return positions;
                }));
            }
            for (CompletableFuture<List<Long>> append : appends) {
                assertThat(append.get(20, TimeUnit.SECONDS)).hasSize(10);
            }
            assertThat(across.poll()).as("nobody appends now").hasSize(80);
            long late = open.append(fresh());
            long later = appendNow();
            assertThat(across.poll()).as("it could be anywhere").isEmpty();
            assertThat(holdfast.doctor().of(EventCheck.EVENT_KEYS_HELD))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.cause())
                            .contains(Sql.column(attacker, "select pg_backend_pid()")
                                            .get(0) + " (application"));
            open.commit();
            assertThat(across.poll()).containsExactly(late, later);
        }
        follower = Follower.from(a);
        expect(appendNow());
        assertThat(holdfast.doctor().of(EventCheck.EVENT_KEYS_HELD)).isEmpty();
    }

    @Test
    @DisplayName("EV-38 whoever holds a low key shared, or forges the setting, holds no reader back")
    void sharedKey() throws Exception {
        try (Connection attacker = attacker(
                "select pg_advisory_lock_shared(18502::bigint << 48 | 1)",
                "select set_config('holdfast.lowest_position', '1', false)")) {
            expect(appendNow());
            attacker.setAutoCommit(false);
            Sql.run(attacker, "select pg_advisory_xact_lock_shared(18502::bigint << 48 | 2)");
            Sql.run(attacker, "select count(*) from holdfast.events");
            expect(appendNow());
            for (String lock : List.of(
                    "lock table holdfast.events in row exclusive mode",
                    "lock table holdfast.blocked_appenders in row exclusive mode",
                    "select from holdfast.blocked_appenders")) {
                Sql.run(attacker, "savepoint tried");
                assertThatThrownBy(() -> Sql.run(attacker, lock)).hasStackTraceContaining("permission denied");
                Sql.run(attacker, "rollback to tried");
            }
            expect(appendNow());
            attacker.rollback();
        }
    }

    @Test
    @DisplayName("EV-38 whoever holds a stream's key makes no append wait for long, and is named")
    void streamKey() throws Exception {
        String article = fresh();
        StreamId held = stream("article", article);
        Events events = holdfast.tenant(Newsroom.A).events();
        events.append(held, none(), new Published(0));
        try (Connection attacker = attacker("select pg_advisory_lock(18503::bigint << 48" + " | (hashtextextended('"
                + Newsroom.A + "/article/" + article + "/' || version, 0) & ((1::bigint << 48) - 1)))"
                + " from generate_series(1, 6) as version")) {
            assertTimeout(Duration.ofSeconds(20), () -> {
                for (int version = 1; version <= 5; version++) {
                    events.append(held, exactly(version), new Published(version));
                    int past = version;
                    assertThatThrownBy(() -> events.append(held, exactly(past), new Published(past)))
                            .isInstanceOf(VersionConflictException.class);
                }
            });
            assertThat(holdfast.doctor().of(EventCheck.EVENT_KEYS_HELD)).hasSize(1);
            assertThat(attacker.isValid(1)).isTrue();
        }
        try (OpenAppender appending = appender()) {
            appending.append(article);
            assertThat(holdfast.doctor().of(EventCheck.EVENT_KEYS_HELD)).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "EV-38 a transaction holds one stream's key, to however many it appends, and a stranger waits for its commit")
    void oneStreamKey() throws Exception {
        List<String> articles = Stream.generate(OrderTest::fresh).limit(10).toList();
        String article = articles.get(0);
        Events events = holdfast.tenant(Newsroom.A).events();
        articles.forEach(each -> events.append(stream("article", each), none(), new Published(0)));
        try (OpenAppender open = appender()) {
            for (String each : articles) {
                assertThat(open.one("select event_version from holdfast.append_event('article', '" + each
                                + "', 1, 'article-published', '{\"edition\": 1}')"))
                        .isEqualTo("2");
            }
            assertThat(open.one("select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'"
                            + " and classid::bigint >> 16 = 18503"))
                    .isEqualTo("1");
            CompletableFuture<Throwable> loser = Background.call(() ->
                    catchThrowable(() -> events.append(stream("article", article), exactly(1), new Published(9))));
            Sql.await(
                    database,
                    "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                            + database.name() + "'");
            open.commit();
            assertThat(loser.get(20, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                            .hasValue(2));
        }
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select count(*) from pg_locks where locktype = 'advisory' and classid::bigint >> 16 = 18503"
                                + " and database = (select oid from pg_database where datname = current_database())"))
                .as("nobody is left with a stream's key")
                .isEqualTo("0");
    }

    @Test
    @DisplayName("EV-35 refused appends of a transaction hold one key together, and leave it to a savepoint's rollback")
    void refusedKeys() throws Exception {
        String article = fresh();
        Events events = holdfast.tenant(Newsroom.A).events();
        events.append(stream("article", article), none(), new Published(0));
        String keys = "select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'"
                + " and classid::bigint >> 16 = 18503";
        try (OpenAppender open = appender()) {
            open.run("savepoint before");
            for (int expected = 2; expected < 20; expected++) {
                assertThat(open.one("select outcome from holdfast.append_one('article', '" + article + "', " + expected
                                + ", gen_random_uuid(), 'article-published', 1, '{\"edition\": 1}', null) as a,"
                                + " lateral (select case a[1] when 2 then 'conflict ' || a[2] end as outcome) as o"))
                        .isEqualTo("conflict 1");
            }
            assertThat(open.one(keys)).isEqualTo("1");
            open.run("rollback to before");
            assertThat(open.one(keys)).isEqualTo("0");
            open.append(article);
        }
    }

    @Test
    @DisplayName("who waited for an appender that took everything back appends in its place")
    void afterRollback() throws Exception {
        String article = fresh();
        Events events = holdfast.tenant(Newsroom.A).events();
        events.append(stream("article", article), none(), new Published(0));
        try (OpenAppender open = appender()) {
            open.one("select event_version from holdfast.append_event('article', '" + article
                    + "', 1, 'article-published', '{\"edition\": 1}')");
            CompletableFuture<Long> waiting =
                    Background.call(() -> events.append(stream("article", article), exactly(1), new Published(9))
                            .lastVersion());
            Sql.await(
                    database,
                    "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                            + database.name() + "'");
            open.rollback();
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("EV-42 a transaction that appends commits synchronously, whatever its session has set")
    void synchronousCommit() throws Exception {
        for (String append : List.of(
                "holdfast.append_event('article', '%s', null, 'article-published', '{\"edition\": 1}')",
                "holdfast.append_event('article', '%s', 1, 'article-published', '{\"edition\": 1}')")) {
            String article = fresh();
            if (append.contains("', 1, ")) {
                a.events().append(stream("article", article), any(), new Published(1));
            }
            try (OpenAppender open = appender()) {
                for (String setting : List.of("off", "local", "remote_apply")) {
                    open.run("set synchronous_commit = " + setting);
                    open.run("savepoint s");
                    open.run("select " + append.formatted(article));
                    assertThat(open.one("show synchronous_commit")).isEqualTo(setting.equals("off") ? "on" : setting);
                    open.run("rollback to s");
                    assertThat(open.one("show synchronous_commit")).isEqualTo(setting);
                }
                open.run("set synchronous_commit = off");
                open.run("select " + append.formatted(article));
                open.commit();
                assertThat(open.one("show synchronous_commit"))
                        .as("for that transaction alone")
                        .isEqualTo("off");
                open.run("reset synchronous_commit");
                open.commit();
            }
        }
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
