package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.exists;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.RetryPolicy;
import dev.holdfast.Transaction;
import dev.holdfast.TransactionOptions;
import dev.holdfast.Use;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamState;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.TestDatabase;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an append expects of its stream, and who loses. */
@PostgresTest(template = Newsroom.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConflictTest {

    private static final int RACERS = 20;

    private final TestDatabase database;
    private HikariDataSource pool;
    private JdbiHoldfast holdfast;
    private JdbiTenantScope a;
    private Events events;

    ConflictTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeAll
    void open() {
        pool = Pools.pool(database, RACERS + 4, true);
        holdfast = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES));
        a = holdfast.tenant(Newsroom.A);
        events = a.events();
    }

    @AfterAll
    void close() {
        pool.close();
    }

    private static StreamId fresh() {
        return stream("article", UUID.randomUUID());
    }

    private long version(StreamId stream) {
        return events.info(stream).orElseThrow().version();
    }

    private List<Long> versions(StreamId stream) {
        return events.read(stream).stream().map(RecordedEvent::version).toList();
    }

    private String drawn() {
        return String.valueOf(Sql.one(
                database.superuserDataSource(), "select last_value || ' ' || is_called from holdfast.event_positions"));
    }

    @Test
    @DisplayName("EV-1 of 20 that expect one version exactly one appends, a hundred times in a row")
    void oneWins() {
        StreamId article = fresh();
        for (int round = 0; round < 100; round++) {
            int at = round;
            var outcomes = Race.of(RACERS).run(i -> events.append(article, exactly(at), new Published(i)));
            assertThat(outcomes.values())
                    .singleElement()
                    .extracting(AppendResult::lastVersion)
                    .isEqualTo(at + 1L);
            assertThat(outcomes.errors()).hasSize(RACERS - 1).allSatisfy(error -> assertThat(error)
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                            .hasValue(at + 1L)));
        }
        assertThat(versions(article))
                .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        assertThat(version(article)).isEqualTo(100);
    }

    @Test
    @DisplayName("EV-2 of 20 times 20 appends to any version none is lost, and each has its own version")
    void noneIsLost() {
        StreamId article = fresh();
        var outcomes = Race.of(RACERS).run(i -> IntStream.range(0, 20)
                .mapToObj(n -> events.append(article, any(), new Published(n), new Published(-n)))
                .toList());
        assertThat(outcomes.errors()).isEmpty();
        List<AppendResult> all =
                outcomes.values().stream().flatMap(List::stream).toList();
        assertThat(all).hasSize(RACERS * 20).noneMatch(AppendResult::duplicate);
        assertThat(all.stream().map(AppendResult::firstVersion).sorted())
                .isEqualTo(Stream.iterate(1L, v -> v + 2).limit(RACERS * 20).toList());
        assertThat(versions(article))
                .isEqualTo(LongStream.rangeClosed(1, RACERS * 40).boxed().toList());
        assertThat(version(article)).isEqualTo(RACERS * 40);
    }

    @Test
    @DisplayName("EV-3 any() never conflicts, also where 20 begin one stream at once")
    void anyNeverConflicts() {
        for (int round = 0; round < 25; round++) {
            StreamId article = fresh();
            var outcomes = Race.of(RACERS).run(i -> events.append(article, any(), new Published(i)));
            assertThat(outcomes.errors()).isEmpty();
            assertThat(versions(article))
                    .isEqualTo(LongStream.rangeClosed(1, RACERS).boxed().toList());
        }
    }

    @Test
    @DisplayName("EV-3 of 20 that begin one stream with none() exactly one does")
    void oneBegins() {
        for (int round = 0; round < 25; round++) {
            StreamId article = fresh();
            var outcomes = Race.of(RACERS).run(i -> events.append(article, none(), new Published(i)));
            assertThat(outcomes.values()).hasSize(1);
            assertThat(outcomes.errors()).hasSize(RACERS - 1).allSatisfy(error -> assertThat(error)
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                            .hasValue(1)));
        }
    }

    private enum Found {
        MISSING,
        EXISTING,
        CLOSED,
        ARCHIVED
    }

    /** The outcome: appended, the actual version of a conflict, or the state of a stream that takes no more. */
    static List<Arguments> matrix() {
        Object appended = "appended";
        return List.of(
                Arguments.of(none(), Found.MISSING, appended),
                Arguments.of(none(), Found.EXISTING, 2L),
                Arguments.of(none(), Found.CLOSED, StreamState.CLOSED),
                Arguments.of(none(), Found.ARCHIVED, StreamState.ARCHIVED),
                Arguments.of(exactly(2), Found.MISSING, 0L),
                Arguments.of(exactly(2), Found.EXISTING, appended),
                Arguments.of(exactly(2), Found.CLOSED, StreamState.CLOSED),
                Arguments.of(exactly(2), Found.ARCHIVED, StreamState.ARCHIVED),
                Arguments.of(exactly(1), Found.EXISTING, 2L),
                Arguments.of(exactly(3), Found.EXISTING, 2L),
                Arguments.of(exists(), Found.MISSING, 0L),
                Arguments.of(exists(), Found.EXISTING, appended),
                Arguments.of(exists(), Found.CLOSED, StreamState.CLOSED),
                Arguments.of(exists(), Found.ARCHIVED, StreamState.ARCHIVED),
                Arguments.of(any(), Found.MISSING, appended),
                Arguments.of(any(), Found.EXISTING, appended),
                Arguments.of(any(), Found.CLOSED, StreamState.CLOSED),
                Arguments.of(any(), Found.ARCHIVED, StreamState.ARCHIVED));
    }

    @ParameterizedTest(name = "EV-4 {0} on a stream that is {1}: {2}")
    @MethodSource("matrix")
    @DisplayName("EV-4 each expectation holds on each kind of stream")
    void expectations(ExpectedVersion expected, Found found, Object outcome) {
        StreamId article = fresh();
        if (found != Found.MISSING) {
            events.append(article, none(), new Published(1), new Published(2));
        }
        if (found == Found.CLOSED) {
            events.close(article, exactly(2));
        }
        if (found == Found.ARCHIVED) {
            events.archive(article, exactly(2));
        }
        long before = found == Found.MISSING ? 0 : 2;
        String drawn = drawn();
        if (outcome.equals("appended")) {
            AppendResult result = events.append(article, expected, new Published(3));
            assertThat(result.firstVersion()).isEqualTo(before + 1);
            assertThat(versions(article)).hasSize((int) before + 1);
            return;
        }
        Throwable thrown = catchThrowable(() -> events.append(article, expected, new Published(3)));
        if (outcome instanceof StreamState state) {
            assertThat(thrown).isInstanceOfSatisfying(StreamClosedException.class, closed -> {
                assertThat(closed.state()).isEqualTo(state);
                assertThat(closed.stream()).isEqualTo(article);
            });
        } else {
            assertThat(thrown).isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                assertThat(conflict.actual()).hasValue((Long) outcome);
                assertThat(conflict.expected()).isEqualTo(expected);
                assertThat(conflict.stream()).isEqualTo(article);
            });
        }
        assertThat(versions(article)).hasSize((int) before);
        assertThat(events.info(article).isPresent()).isEqualTo(found != Found.MISSING);
        assertThat(drawn()).isEqualTo(drawn);
    }

    @Test
    @DisplayName("EV-6 who waited for the winner is told the winner's version, and what came in between")
    void actualIsTheWinners() throws Exception {
        StreamId article = fresh();
        events.append(article, none(), new Published(0));
        CompletableFuture<Throwable> loser;
        try (OpenAppender winner = OpenAppender.of(database, Newsroom.A)) {
            winner.append(article.id());
            winner.append(article.id());
            loser = Background.call(() -> catchThrowable(() -> events.append(article, exactly(1), new Published(9))));
            Sql.await(
                    database,
                    "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                            + database.name() + "'");
            winner.commit();
        }
        assertThat(loser.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
            assertThat(conflict.actual()).hasValue(3);
            assertThat(events.between(conflict, ArticleEvent.class))
                    .extracting(RecordedEvent::version)
                    .containsExactly(2L, 3L);
            assertThat(conflict).hasMessageContaining("at version 1").hasMessageContaining("is at 3");
        });
    }

    @Test
    @DisplayName("EV-6 who waited for a winner that rolled back wins")
    void winnerRollsBack() throws Exception {
        StreamId article = fresh();
        CompletableFuture<AppendResult> second;
        try (OpenAppender first = OpenAppender.of(database, Newsroom.A)) {
            first.append(article.id());
            second = Background.call(() -> events.append(article, none(), new Published(9)));
            Sql.await(
                    database,
                    "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                            + database.name() + "'");
            first.rollback();
        }
        assertThat(second.get(20, TimeUnit.SECONDS).lastVersion()).isEqualTo(1);
    }

    @Test
    @DisplayName("EV-6 under three writers that never stop no conflict tells a version older than what its reader saw")
    void actualUnderWriters() throws Exception {
        StreamId article = fresh();
        events.append(article, none(), new Published(0));
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<@Nullable Void>> writers = IntStream.range(0, 3)
                .mapToObj(i -> Background.run(() -> {
                    while (!stop.get()) {
                        events.append(article, any(), new Published(i));
                    }
                }))
                .toList();
        int conflicts = 0;
        try {
            for (int i = 0; i < 300; i++) {
                long read = version(article);
                try {
                    events.append(article, exactly(read), new Published(i));
                } catch (VersionConflictException conflict) {
                    conflicts++;
                    long actual = conflict.actual().orElseThrow();
                    assertThat(actual).isGreaterThan(read);
                    assertThat(events.between(conflict))
                            .extracting(RecordedEvent::version)
                            .isEqualTo(LongStream.rangeClosed(read + 1, actual)
                                    .boxed()
                                    .toList());
                }
            }
        } finally {
            stop.set(true);
            for (CompletableFuture<Void> writer : writers) {
                writer.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(conflicts).isPositive();
        assertThat(versions(article))
                .isEqualTo(LongStream.rangeClosed(1, version(article)).boxed().toList());
    }

    @Test
    @DisplayName("EV-14 a thousand conflicts draw no position, and a reader has the next event at once")
    void conflictsDrawNothing() {
        StreamId article = fresh();
        events.append(article, none(), new Published(0));
        Follower follower = Follower.from(a);
        String drawn = drawn();
        a.useTransaction(tx -> {
            for (int i = 0; i < 1_000; i++) {
                assertThat(catchThrowable(() -> tx.events().append(article, none(), new Published(1))))
                        .isInstanceOf(VersionConflictException.class);
            }
        });
        assertThat(drawn()).isEqualTo(drawn);
        AppendResult result = events.append(article, exactly(1), new Published(1));
        assertThat(follower.poll()).containsExactly(result.position().value());
    }

    @Test
    @DisplayName("EV-16 two that append to streams in opposite orders never wait in a ring, a thousand times")
    void noDeadlock() {
        StreamId first = fresh();
        StreamId second = fresh();
        var outcomes = Race.of(2).run(i -> {
            for (int n = 0; n < 1_000; n++) {
                events.appendTogether(
                        StreamAppend.to(i == 0 ? first : second, any(), new Published(n)),
                        StreamAppend.to(i == 0 ? second : first, any(), new Published(n)));
            }
            return true;
        });
        assertThat(outcomes.errors()).isEmpty();
        assertThat(version(first)).isEqualTo(2_000);
        assertThat(version(second)).isEqualTo(2_000);
    }

    @Test
    @DisplayName("a conflict of one stream leaves the others as they were, names the loser, and draws no position")
    void allOrNothing() {
        StreamId there = fresh();
        StreamId missing = fresh();
        StreamId beginning = fresh();
        events.append(there, none(), new Published(1));
        var before = events.info(there);
        String drawn = drawn();
        assertThatThrownBy(() -> events.appendTogether(
                        StreamAppend.to(there, exactly(1), new Published(2)),
                        StreamAppend.to(beginning, any(), new Published(2)),
                        StreamAppend.to(missing, exists(), new Published(2))))
                .isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                    assertThat(conflict.stream()).isEqualTo(missing);
                    assertThat(conflict.actual()).hasValue(0);
                });
        assertThat(events.info(there)).isEqualTo(before);
        assertThat(events.info(beginning)).isEmpty();
        assertThat(events.info(missing)).isEmpty();
        assertThat(drawn()).isEqualTo(drawn);
    }

    @Test
    @DisplayName("what is refused inside a transaction leaves it usable, with what it did before and does afterwards")
    void transactionGoesOn() {
        StreamId article = fresh();
        StreamId closed = fresh();
        events.append(closed, none(), new Published(1));
        events.close(closed, any());
        a.useTransaction(tx -> {
            tx.events().append(article, none(), new Published(1));
            assertThat(catchThrowable(() -> tx.events().append(article, none(), new Published(2))))
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                            .hasValue(1));
            assertThat(catchThrowable(() -> tx.events().append(article, exactly(0), new Published(2))))
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(
                                    tx.events().between(conflict))
                            .extracting(RecordedEvent::version)
                            .containsExactly(1L));
            assertThat(catchThrowable(() -> tx.events().append(closed, any(), new Published(2))))
                    .isInstanceOf(StreamClosedException.class);
            tx.events().append(article, exactly(1), new Published(3));
        });
        assertThat(versions(article)).containsExactly(1L, 2L);
    }

    /** Outside of this thread's transaction. */
    private static void elsewhere(Runnable work) throws Exception {
        Background.run(work).get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("what came in between is told to sessions of the same tenant, and refused to others")
    void betweenOfAnotherTenant() {
        StreamId article = fresh();
        events.append(article, none(), new Published(1));
        for (ExpectedVersion expected : List.of(none(), exactly(7))) {
            assertThatThrownBy(() -> events.append(article, expected, new Published(2)))
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                        assertThat(conflict.tenantId()).isEqualTo(Newsroom.A);
                        for (Events others : List.of(
                                holdfast.tenant(Newsroom.B).events(),
                                holdfast.acrossTenants("curious").events())) {
                            assertThatThrownBy(() -> others.between(conflict))
                                    .isInstanceOf(TenantRequiredException.class)
                                    .hasMessageContaining(
                                            "The conflict of " + article + " is tenant " + Newsroom.A + "'s")
                                    .hasMessageContaining("ask one of holdfast.tenant(" + Newsroom.A + ")");
                        }
                    });
        }
        assertThatThrownBy(() -> events.truncateBefore(article, 9))
                .isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                    assertThat(conflict.tenantId()).isEqualTo(Newsroom.A);
                    assertThat(events.between(conflict)).isEmpty();
                });
    }

    @Test
    @DisplayName("where several streams were expected at a version, none is blamed for PostgreSQL's refusal")
    void unknownLoser() {
        StreamId first = fresh();
        StreamId second = fresh();
        events.append(first, none(), new Published(1));
        events.append(second, none(), new Published(1));
        var options = TransactionOptions.defaults().isolation(Isolation.REPEATABLE_READ);
        assertThatThrownBy(() -> a.useTransaction(options, tx -> {
                    tx.events().info(first);
                    elsewhere(() -> events.append(second, exactly(1), new Published(2)));
                    tx.events()
                            .appendTogether(
                                    StreamAppend.to(first, exactly(1), new Published(3)),
                                    StreamAppend.to(second, exactly(1), new Published(3)));
                }))
                .isInstanceOf(SerializationFailureException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"REPEATABLE_READ", "SERIALIZABLE"})
    @DisplayName("a loser whose snapshot can't show the winner is told a conflict without an actual version")
    void unknownActual(Isolation isolation) {
        StreamId article = fresh();
        StreamId begun = fresh();
        events.append(article, none(), new Published(1));
        var options = TransactionOptions.defaults().isolation(isolation);
        for (ExpectedVersion expected : List.of(exactly(1), exists())) {
            assertThatThrownBy(() -> a.useTransaction(options, tx -> {
                        long read = tx.events().info(article).orElseThrow().version();
                        elsewhere(() -> events.append(article, exactly(read), new Published(2)));
                        tx.events()
                                .append(
                                        article,
                                        expected.equals(exists()) ? expected : exactly(read),
                                        new Published(3));
                    }))
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> {
                        assertThat(conflict.actual()).isEmpty();
                        assertThat(events.between(conflict))
                                .as("up to the end where the actual version isn't known")
                                .extracting(RecordedEvent::version)
                                .isEqualTo(expected.equals(exists()) ? List.of() : List.of(version(article)));
                        assertThat(conflict).hasMessageContaining("run the transaction again");
                    });
        }
        assertThatThrownBy(() -> a.useTransaction(options, tx -> {
                    assertThat(tx.events().info(begun)).isEmpty();
                    elsewhere(() -> events.append(begun, none(), new Published(2)));
                    tx.events().append(begun, none(), new Published(3));
                }))
                .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                        .isEmpty());
        assertThatThrownBy(() -> a.useTransaction(options, tx -> {
                    tx.events().info(article);
                    elsewhere(() -> events.append(article, any(), new Published(2)));
                    tx.events().append(article, any(), new Published(3));
                }))
                .isInstanceOf(SerializationFailureException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"REPEATABLE_READ", "SERIALIZABLE"})
    @DisplayName(
            "EV-37 in a stricter isolation no stale version is told as a conflict, and running the transaction again tells")
    void staleVersions(Isolation isolation) {
        var options = TransactionOptions.defaults().isolation(isolation);
        var retrying = options.retry(RetryPolicy.attempts(3));
        for (int count : List.of(1, 2)) {
            Object[] news = Collections.nCopies(count, new Published(3)).toArray();
            // each: what is expected of a stream that is seen at 2, or isn't seen, and has one event more by then
            for (ExpectedVersion expected : List.of(exactly(3), exactly(1))) {
                StreamId article = fresh();
                events.append(article, none(), new Published(1), new Published(2));
                AtomicBoolean late = new AtomicBoolean();
                Use<Transaction> work = tx -> {
                    tx.events().info(article);
                    if (!late.getAndSet(true)) {
                        elsewhere(() -> events.append(article, exactly(2), new Published(3)));
                    }
                    tx.events().append(article, expected, news);
                };
                assertThatThrownBy(() -> a.useTransaction(options, work))
                        .isInstanceOf(SerializationFailureException.class)
                        .isInstanceOfSatisfying(
                                SerializationFailureException.class,
                                stale -> assertThat(stale.constraint()).isEqualTo("streams_snapshot"));
                if (expected.equals(exactly(3))) {
                    late.set(false);
                    StreamId again = fresh();
                    events.append(again, none(), new Published(1), new Published(2));
                    a.useTransaction(retrying, tx -> {
                        tx.events().info(again);
                        if (!late.getAndSet(true)) {
                            elsewhere(() -> events.append(again, exactly(2), new Published(3)));
                        }
                        tx.events().append(again, exactly(3), news);
                    });
                    assertThat(version(again)).isEqualTo(3 + count);
                } else {
                    assertThatThrownBy(() -> a.useTransaction(options, work))
                            .isInstanceOfSatisfying(
                                    VersionConflictException.class,
                                    conflict -> assertThat(conflict.actual()).hasValue(3));
                }
            }
            StreamId begun = fresh();
            assertThatThrownBy(() -> a.useTransaction(options, tx -> {
                        assertThat(tx.events().info(begun)).isEmpty();
                        elsewhere(() -> events.append(begun, none(), new Published(1)));
                        tx.events().append(begun, exists(), news);
                    }))
                    .isInstanceOf(SerializationFailureException.class);
            StreamId missing = fresh();
            assertThatThrownBy(() -> a.useTransaction(options, tx -> tx.events().append(missing, exists(), news)))
                    .isInstanceOfSatisfying(VersionConflictException.class, conflict -> assertThat(conflict.actual())
                            .hasValue(0));
            assertThat(events.info(missing)).isEmpty();
        }
        StreamId closing = fresh();
        assertThatThrownBy(() -> a.useTransaction(options, tx -> {
                    assertThat(tx.events().info(closing)).isEmpty();
                    elsewhere(() -> events.append(closing, none(), new Published(1)));
                    tx.events().close(closing, any());
                }))
                .as("it isn't missing")
                .isInstanceOf(SerializationFailureException.class);
    }

    @Test
    @DisplayName("SQL clients get the same outcomes as errors of their own codes")
    void plainSql() throws Exception {
        StreamId article = fresh();
        events.append(article, none(), new Published(1));
        String append = "select * from holdfast.append_event('article', '" + article.id()
                + "', %s, 'article-published', '{\"edition\": 2}', event_id => '%s')";
        UUID id = UUID.randomUUID();
        try (OpenAppender sql = OpenAppender.of(database, Newsroom.A)) {
            assertThat(sql.one(append.formatted("1", id))).isEqualTo("2");
            assertThat(sql.one(append.formatted("1", id))).as("a duplicate").isEqualTo("2");
            sql.commit();
        }
        try (OpenAppender sql = OpenAppender.of(database, Newsroom.A)) {
            assertThatThrownBy(() -> sql.run(append.formatted("1", UUID.randomUUID())))
                    .hasMessageContaining("was expected at version 1, and is at 2");
        }
        events.close(article, any());
        try (OpenAppender sql = OpenAppender.of(database, Newsroom.A)) {
            assertThatThrownBy(() -> sql.run(append.formatted("null", UUID.randomUUID())))
                    .hasMessageContaining("is closed");
        }
    }
}
