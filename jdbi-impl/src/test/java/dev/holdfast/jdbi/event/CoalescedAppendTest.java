package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventIdReusedException;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appends of many threads that go out together: each thread is told what it would be told alone. */
@PostgresTest(template = Newsroom.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CoalescedAppendTest {

    private static final int THREADS = 16;
    private static final int ROUNDS = 60;

    private record Stored(StreamId stream, long version) {}

    private final TestDatabase database;
    private final Queue<String> sent = new ConcurrentLinkedQueue<>();

    CoalescedAppendTest(TestDatabase database) {
        this.database = database;
    }

    private JdbiHoldfast over(DataSource application) {
        return JdbiHoldfast.builder(application)
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .encryption(Encryption.with(Newsroom.KEYRING))
                .events(EventSettings.with(Newsroom.TYPES).coalesceAppends(true))
                .listener(statement -> sent.add(statement.sql()))
                .build();
    }

    private static StreamId fresh() {
        return stream("article", UUID.randomUUID());
    }

    private long together() {
        return sent.stream().filter(sql -> sql.contains("append_many")).count();
    }

    private static JdbiTenantScope scope(JdbiHoldfast holdfast, int thread) {
        return holdfast.tenant(thread % 2 == 0 ? Newsroom.A : Newsroom.B)
                .actor("user-" + thread)
                .requestId("r-" + thread);
    }

    @ParameterizedTest(name = "{displayName} (auto-commit {0})")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "EV-27 threads of two tenants, each its own actor: each event is where it belongs, with its own metadata, in order")
    void many(boolean autoCommit) {
        try (HikariDataSource pool = Pools.pool(database, THREADS, autoCommit)) {
            JdbiHoldfast holdfast = over(pool);
            List<StreamId> own =
                    IntStream.range(0, THREADS).mapToObj(i -> fresh()).toList();
            StreamId shared = fresh();
            var outcomes = Race.of(THREADS).within(Duration.ofMinutes(1)).run(thread -> {
                Events events = scope(holdfast, thread).events();
                for (int round = 0; round < ROUNDS; round++) {
                    AppendResult mine =
                            events.append(own.get(thread), round == 0 ? none() : exactly(round), new Published(round));
                    assertThat(mine.lastVersion()).isEqualTo(round + 1);
                    assertThat(mine.duplicate()).isFalse();
                    events.with(EventMetadata.none().with("round", String.valueOf(round)))
                            .append(shared, any(), new Published(thread));
                }
                return true;
            });
            assertThat(outcomes.errors()).isEmpty();
            assertThat(together()).as("statements for several").isPositive();
            for (int thread = 0; thread < THREADS; thread++) {
                String actor = "user-" + thread;
                String request = "r-" + thread;
                List<RecordedEvent<Object>> stored =
                        scope(holdfast, thread).events().read(own.get(thread)).list();
                assertThat(stored)
                        .extracting(RecordedEvent::version)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, ROUNDS).boxed().toList());
                assertThat(stored).extracting(event -> event.position().value()).isSorted();
                assertThat(stored).allSatisfy(event -> {
                    assertThat(event.metadata().actor()).isEqualTo(actor);
                    assertThat(event.metadata().correlation()).isEqualTo(request);
                });
            }
            for (int tenant = 0; tenant < 2; tenant++) {
                List<RecordedEvent<Object>> stored =
                        scope(holdfast, tenant).events().read(shared).list();
                int parity = tenant;
                assertThat(stored).hasSize(THREADS / 2 * ROUNDS).allSatisfy(event -> {
                    long thread = ((Published) event.data()).edition();
                    assertThat(thread % 2).isEqualTo(parity);
                    assertThat(event.metadata().actor()).isEqualTo("user-" + thread);
                    assertThat(event.metadata().own()).containsKey("round");
                });
                assertThat(stored).extracting(event -> event.position().value()).isSorted();
            }
        }
    }

    @Test
    @DisplayName(
            "EV-1 conflicts, closed streams, duplicates and ids of others: each caller is told its own, the others append")
    void refused() {
        try (HikariDataSource pool = Pools.pool(database, THREADS, true)) {
            JdbiHoldfast holdfast = over(pool);
            Events a = holdfast.tenant(Newsroom.A).events();
            StreamId raced = fresh();
            StreamId closed = fresh();
            StreamId archived = fresh();
            StreamId there = fresh();
            NewEvent known = NewEvent.of(new Published(7));
            a.append(there, none(), known);
            a.append(closed, none(), new Published(1));
            a.close(closed, any());
            a.append(archived, none(), new Published(1));
            a.archive(archived, any());
            for (int round = 0; round < ROUNDS; round++) {
                int version = round;
                var outcomes = Race.of(THREADS).run(thread -> {
                    switch (thread % 8) {
                        case 0, 1, 2 -> {
                            return a.append(raced, exactly(version), new Published(version));
                        }
                        case 3 -> {
                            return catchThrowable(() -> a.append(closed, any(), new Published(1)));
                        }
                        case 4 -> {
                            return catchThrowable(() -> a.append(archived, exactly(1), new Published(1)));
                        }
                        case 5 -> {
                            return a.append(there, exactly(0), known);
                        }
                        case 6 -> {
                            return catchThrowable(() -> a.append(fresh(), none(), known));
                        }
                        default -> {
                            return a.append(fresh(), none(), new Published(1));
                        }
                    }
                });
                long won = 0;
                for (var outcome : outcomes.all()) {
                    switch (outcome.index() % 8) {
                        case 0, 1, 2 -> {
                            if (outcome.succeeded()) {
                                won++;
                            } else {
                                assertThat(outcome.error())
                                        .isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                                            assertThat(conflict.stream()).isEqualTo(raced);
                                            assertThat(conflict.actual()).hasValue(version + 1L);
                                        });
                            }
                        }
                        case 3, 4 ->
                            assertThat(outcome.value())
                                    .isInstanceOfSatisfying(
                                            StreamClosedException.class, refusal -> assertThat(refusal.stream())
                                                    .isEqualTo(outcome.index() % 8 == 3 ? closed : archived));
                        case 5 ->
                            assertThat(outcome.value())
                                    .isInstanceOfSatisfying(AppendResult.class, result -> assertThat(result.duplicate())
                                            .isTrue());
                        case 6 -> assertThat(outcome.value()).isInstanceOf(EventIdReusedException.class);
                        default ->
                            assertThat(outcome.value()).isInstanceOfSatisfying(AppendResult.class, result -> assertThat(
                                            result.lastVersion())
                                    .isEqualTo(1));
                    }
                }
                assertThat(won).isEqualTo(1);
            }
            assertThat(together()).isPositive();
        }
    }

    @Test
    @DisplayName("a stream that an open transaction holds makes nobody else wait")
    void held() throws Exception {
        try (HikariDataSource pool = Pools.pool(database, THREADS + 2, true);
                OpenAppender other = OpenAppender.of(database, Newsroom.A)) {
            JdbiHoldfast holdfast = over(pool);
            Events events = holdfast.tenant(Newsroom.A).events();
            List<StreamId> held = List.of(stream("article", "held-1"), stream("article", "held-2"));
            for (StreamId each : held) {
                events.append(each, none(), new Published(1));
                other.append(each.id());
            }
            List<CompletableFuture<AppendResult>> waiting = new ArrayList<>();
            for (StreamId each : held) {
                CompletableFuture<AppendResult> result = new CompletableFuture<>();
                Thread thread = new Thread(() -> result.complete(events.append(each, any(), new Published(3))));
                thread.start();
                waiting.add(result);
            }
            Race.Outcomes<Boolean> others = Race.of(THREADS - 4).run(thread -> {
                StreamId own = fresh();
                for (int round = 0; round < ROUNDS; round++) {
                    scope(holdfast, thread).events().append(own, exactly(round), new Published(round));
                }
                return true;
            });
            assertThat(others.errors()).isEmpty();
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            other.commit();
            for (CompletableFuture<AppendResult> each : waiting) {
                assertThat(each.get(20, TimeUnit.SECONDS).lastVersion()).isEqualTo(3);
            }
            assertThat(together()).isPositive();
        }
    }

    @Test
    @DisplayName(
            "EV-7 backends that are ended midway: nobody hangs, what was confirmed is stored once, and the same ids tell the rest")
    void killed() {
        AtomicBoolean over = new AtomicBoolean();
        try (HikariDataSource pool = Pools.pool(database, THREADS, true)) {
            JdbiHoldfast holdfast = over(pool);
            Queue<DatabaseException> broken = new ConcurrentLinkedQueue<>();
            Map<Integer, Stored> stored = new ConcurrentHashMap<>();
            var outcomes = Race.of(THREADS + 1).within(Duration.ofMinutes(2)).run(thread -> {
                if (thread == THREADS) {
                    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
                    while (System.nanoTime() < end) {
                        Sql.run(
                                database.superuserDataSource(),
                                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'holdfast_app'"
                                        + " and datname = current_database() and state <> 'idle' limit 1");
                        // Without a pause none of the pool's new connections lives until it is ready.
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    }
                    over.set(true);
                    return 0L;
                }
                Events events = scope(holdfast, thread).events();
                StreamId own = fresh();
                long version = 0;
                while (!over.get()) {
                    NewEvent event = NewEvent.of(new Published(version));
                    AppendResult result = null;
                    while (result == null) {
                        try {
                            result = events.append(own, exactly(version), event);
                        } catch (ConnectionUnavailableException later) {
                            Thread.onSpinWait();
                        } catch (DatabaseException unknown) {
                            broken.add(unknown);
                        }
                    }
                    assertThat(result.lastVersion()).isEqualTo(++version);
                }
                stored.put(thread, new Stored(own, version));
                return version;
            });
            assertThat(outcomes.errors()).isEmpty();
            // On connections of its own: the pool may still hold one whose backend was ended.
            JdbiHoldfast afterwards = over(database.applicationDataSource());
            assertThat(stored).hasSize(THREADS).allSatisfy((thread, own) -> assertThat(scope(afterwards, thread)
                            .events()
                            .read(own.stream())
                            .list())
                    .hasSize((int) own.version()));
            assertThat(broken).isNotEmpty().allSatisfy(unknown -> assertThat(unknown.sqlState())
                    .matches("08...|57P0."));
            assertThat(together()).isPositive();
        }
    }

    @Test
    @DisplayName("a refusal of the whole is everybody's own: a role that may not call it appends one by one")
    void notGranted() {
        Sql.run(database.superuserDataSource(), "revoke execute on function holdfast.append_many from holdfast_app");
        try (HikariDataSource pool = Pools.pool(database, THREADS, true)) {
            JdbiHoldfast holdfast = over(pool);
            var outcomes = Race.of(THREADS).run(thread -> {
                StreamId own = fresh();
                for (int round = 0; round < 10; round++) {
                    scope(holdfast, thread).events().append(own, exactly(round), new Published(round));
                }
                return true;
            });
            assertThat(outcomes.errors()).isEmpty();
        } finally {
            Sql.run(database.superuserDataSource(), "grant execute on function holdfast.append_many to holdfast_app");
        }
    }

    @Test
    @DisplayName(
            "a transaction's appends, and several events at once, go by themselves; a scope inside a transaction is refused")
    void apart() {
        try (HikariDataSource pool = Pools.pool(database, THREADS, true)) {
            JdbiHoldfast holdfast = over(pool);
            var outcomes = Race.of(THREADS).run(thread -> {
                JdbiTenantScope scope = scope(holdfast, thread);
                for (int round = 0; round < 10; round++) {
                    StreamId own = fresh();
                    scope.useTransaction(tx -> {
                        tx.events().append(own, none(), new Published(1));
                        assertThatThrownBy(() -> scope.events().append(fresh(), none(), new Published(1)))
                                .isInstanceOf(TransactionMisuseException.class);
                    });
                    scope.events().append(own, exactly(1), new Published(2), new Published(3));
                    scope.useHandle(handle -> handle.execute("select 1"));
                }
                return true;
            });
            assertThat(outcomes.errors()).isEmpty();
            assertThat(together()).isZero();
        }
    }

    @Test
    @DisplayName("EV-27 a tenant and an actor that somebody's SQL has left on the connections change nothing")
    void leftovers() throws Exception {
        try (HikariDataSource pool = Pools.pool(database, 3, true)) {
            JdbiHoldfast holdfast = over(pool);
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 3; i++) {
                    try (Connection connection = pool.getConnection()) {
                        Sql.run(
                                connection,
                                "set holdfast.tenant_id = '" + Newsroom.B + "'; set holdfast.actor = 'somebody'");
                    }
                }
                var outcomes = Race.of(THREADS).run(thread -> {
                    StreamId own = fresh();
                    JdbiTenantScope scope = holdfast.tenant(thread % 2 == 0 ? Newsroom.A : Newsroom.B);
                    for (int each = 0; each < 5; each++) {
                        scope.events().append(own, exactly(each), new Published(each));
                    }
                    assertThat(scope.events().read(own).list())
                            .hasSize(5)
                            .allMatch(event -> event.metadata().actor() == null);
                    return true;
                });
                assertThat(outcomes.errors()).isEmpty();
            }
            assertThat(together()).isPositive();
        }
    }
}
