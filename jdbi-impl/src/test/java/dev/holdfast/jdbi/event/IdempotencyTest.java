package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.ExpectedVersion.exists;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Isolation;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.SerializationFailureException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.EventIdReusedException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.NewEvent;
import dev.holdfast.event.PartialDuplicateException;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ArticleEvent.Renamed;
import dev.holdfast.testkit.Background;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Race;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same events once more: nothing is stored twice, and who asks learns what is there. */
@PostgresTest(template = Newsroom.class)
class IdempotencyTest {

    private final TestDatabase database;
    private final JdbiTenantScope a;
    private final Events events;

    IdempotencyTest(TestDatabase database) {
        this.database = database;
        this.a = Newsroom.holdfast(database).tenant(Newsroom.A);
        this.events = a.events();
    }

    private static StreamId fresh() {
        return stream("article", UUID.randomUUID());
    }

    private static List<NewEvent> batch(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> NewEvent.of(new Published(i)))
                .toList();
    }

    private List<UUID> stored(StreamId stream) {
        return events.read(stream).stream().map(RecordedEvent::id).toList();
    }

    private static List<UUID> ids(List<NewEvent> batch) {
        return batch.stream().map(NewEvent::id).toList();
    }

    private static AppendResult original(AppendResult repeated) {
        assertThat(repeated.duplicate()).isTrue();
        return new AppendResult(repeated.stream(), repeated.versions(), repeated.positions(), false);
    }

    private AppendResult told(StreamId stream) {
        List<RecordedEvent<Object>> all = events.read(stream).list();
        return new AppendResult(
                stream,
                all.stream().map(RecordedEvent::version).toList(),
                all.stream().map(RecordedEvent::position).toList(),
                false);
    }

    @Test
    @DisplayName("EV-46 a batch that is repeated in another order is told versions and positions by event")
    void anotherOrder() {
        StreamId alone = fresh();
        List<NewEvent> batch = batch(3);
        AppendResult first = events.appendAll(alone, none(), batch);
        List<Integer> order = List.of(1, 2, 0);
        AppendResult repeated =
                events.appendAll(alone, any(), order.stream().map(batch::get).toList());
        assertThat(repeated.duplicate()).isTrue();
        assertThat(repeated.versions()).containsExactly(2L, 3L, 1L);
        assertThat(repeated.positions())
                .isEqualTo(order.stream().map(first.positions()::get).toList());
        assertThat(repeated.firstVersion()).isEqualTo(1);
        assertThat(repeated.lastVersion()).isEqualTo(3);
        assertThat(repeated.position()).isEqualTo(first.position());
    }

    @Test
    @DisplayName(
            "EV-7 an append whose answer was lost is repeated: a duplicate, with the original versions and positions")
    void lostAnswer() {
        try (RoundTrips tap = RoundTrips.before(database);
                HikariDataSource pool = Pools.pool(tap.url(Role.APPLICATION), 1, true)) {
            JdbiTenantScope through = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES))
                    .tenant(Newsroom.A);
            through.events().lastCheckpoint();
            for (ExpectedVersion expected : List.of(none(), any())) {
                StreamId alone = fresh();
                List<NewEvent> batch = batch(3);
                tap.dropReplies();
                assertThatThrownBy(() -> through.events().appendAll(alone, expected, batch))
                        .isInstanceOf(HoldfastException.class)
                        .hasMessageContaining("whether");
                assertThat(original(through.events().appendAll(alone, expected, batch)))
                        .isEqualTo(told(alone));
                assertThat(stored(alone)).isEqualTo(ids(batch));
            }
        }
    }

    @Test
    @DisplayName("EV-7 a transaction whose commit's answer was lost is run again: each append in it is a duplicate")
    void lostCommit() {
        try (RoundTrips tap = RoundTrips.before(database);
                HikariDataSource pool = Pools.pool(tap.url(Role.APPLICATION), 1, true)) {
            JdbiTenantScope through = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES))
                    .tenant(Newsroom.A);
            StreamId article = fresh();
            List<NewEvent> first = batch(2);
            List<NewEvent> second = batch(2);
            List<AppendResult> before = new ArrayList<>();
            assertThatThrownBy(() -> through.useTransaction(tx -> {
                        before.add(tx.events().appendAll(article, none(), first));
                        before.add(tx.events().appendAll(article, exactly(2), second));
                        tap.dropReplies();
                    }))
                    .hasMessageContaining("whether");
            through.useTransaction(tx -> {
                assertThat(original(tx.events().appendAll(article, none(), first)))
                        .isEqualTo(before.get(0));
                assertThat(original(tx.events().appendAll(article, exactly(2), second)))
                        .isEqualTo(before.get(1));
            });
            assertThat(stored(article)).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "EV-7 twenty that repeat one batch at once: one appends, the others are told its versions and positions")
    void parallelRetries(boolean exact) {
        try (HikariDataSource pool = Pools.pool(database, 20, true)) {
            Events pooled = Newsroom.holdfast(database, pool, EventSettings.with(Newsroom.TYPES))
                    .tenant(Newsroom.A)
                    .events();
            for (int round = 0; round < 10; round++) {
                StreamId article = fresh();
                long begun = round % 2 == 0 ? 0 : 1;
                if (begun == 1) {
                    events.append(article, none(), new Renamed("x"));
                }
                List<NewEvent> batch = batch(3);
                var outcomes = Race.of(20).run(i -> pooled.appendAll(article, exact ? exactly(begun) : any(), batch));
                assertThat(outcomes.errors()).isEmpty();
                assertThat(outcomes.values())
                        .filteredOn(result -> !result.duplicate())
                        .hasSize(1);
                assertThat(outcomes.values())
                        .extracting(AppendResult::positions, AppendResult::firstVersion, AppendResult::lastVersion)
                        .containsOnly(tuple(outcomes.values().get(0).positions(), begun + 1, begun + 3));
                assertThat(stored(article)).hasSize((int) begun + 3);
            }
        }
    }

    @Test
    @DisplayName(
            "the same batch is a duplicate whatever is expected, also when the stream went on, and was closed, archived or truncated")
    void duplicateWhatever() {
        StreamId article = fresh();
        List<NewEvent> batch = batch(2);
        AppendResult first = events.appendAll(article, none(), batch);
        events.append(article, exactly(2), new Renamed("on"));
        var before = events.info(article);
        for (ExpectedVersion expected : List.of(none(), any(), exists(), exactly(1), exactly(2), exactly(9))) {
            assertThat(original(events.appendAll(article, expected, batch))).isEqualTo(first);
        }
        assertThat(events.info(article)).as("a duplicate leaves no trace").isEqualTo(before);
        events.truncateBefore(article, 2);
        assertThat(original(events.appendAll(article, any(), batch))).isEqualTo(first);
        events.close(article, any());
        assertThat(original(events.appendAll(article, any(), batch))).isEqualTo(first);
        events.archive(article, any());
        assertThat(original(events.appendAll(article, any(), batch))).isEqualTo(first);
        assertThat(events.info(article).orElseThrow().version()).isEqualTo(3);
    }

    @Test
    @DisplayName("a part of a batch that was appended before, or one more event, is refused by name and stores nothing")
    void partial() {
        StreamId article = fresh();
        List<NewEvent> batch = batch(3);
        events.appendAll(article, none(), batch.subList(0, 2));
        for (ExpectedVersion expected : List.of(none(), any(), exactly(2), exactly(1))) {
            assertThatThrownBy(() -> events.appendAll(article, expected, batch))
                    .isInstanceOfSatisfying(PartialDuplicateException.class, partial -> {
                        assertThat(partial.known()).isEqualTo(ids(batch.subList(0, 2)));
                        assertThat(partial.unknown())
                                .containsExactly(batch.get(2).id());
                        assertThat(partial.streams()).containsExactly(article);
                    });
        }
        assertThat(stored(article)).isEqualTo(ids(batch.subList(0, 2)));
        assertThat(events.info(article).orElseThrow().version()).isEqualTo(2);
        assertThat(original(events.appendAll(article, any(), batch.subList(0, 1)))
                        .lastVersion())
                .as("a part that is all there is a duplicate")
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "an id of another stream, or of an event of another type, is refused; another tenant's is nobody's business")
    void reused() {
        StreamId first = fresh();
        StreamId second = fresh();
        NewEvent event = NewEvent.of(new Published(1));
        events.append(first, none(), event);
        for (ExpectedVersion expected : List.of(none(), any())) {
            assertThatThrownBy(() -> events.append(second, expected, new Published(0), event))
                    .isInstanceOfSatisfying(EventIdReusedException.class, reused -> {
                        assertThat(reused.id()).isEqualTo(event.id());
                        assertThat(reused.existing()).isEqualTo(first);
                    });
        }
        assertThatThrownBy(() -> events.append(
                        first, any(), NewEvent.of(new Renamed("x")).id(event.id())))
                .isInstanceOf(EventIdReusedException.class);
        assertThat(events.info(second)).isEmpty();
        assertThat(stored(first)).containsExactly(event.id());
        AppendResult foreign =
                Newsroom.holdfast(database).tenant(Newsroom.B).events().append(second, none(), event);
        assertThat(foreign.duplicate()).isFalse();
    }

    @Test
    @DisplayName("an id of an archived event is refused in another stream as well")
    void reusedFromTheArchive() {
        StreamId archived = fresh();
        StreamId open = fresh();
        NewEvent event = NewEvent.of(new Published(1));
        events.append(archived, none(), event);
        events.archive(archived, any());
        events.append(open, none(), new Published(0));
        for (StreamId target : List.of(open, fresh())) {
            assertThatThrownBy(() -> events.append(target, any(), event, new Published(2)))
                    .isInstanceOfSatisfying(EventIdReusedException.class, reused -> assertThat(reused.existing())
                            .isEqualTo(archived));
        }
        assertThat(events.info(open).orElseThrow().version()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{displayName}, {0} events")
    @ValueSource(ints = {1, 2, 6})
    @DisplayName("an id whose event is being archived meanwhile is refused in another stream, once that has committed")
    void reusedWhileArchived(int count) throws Exception {
        StreamId archived = fresh();
        StreamId open = fresh();
        List<NewEvent> batch = batch(count);
        events.append(archived, none(), batch.get(0));
        events.append(open, none(), new Published(0));
        CompletableFuture<Throwable> loser;
        try (OpenAppender archiver = OpenAppender.of(database, Newsroom.A)) {
            archiver.run("select holdfast.archive_stream('article', '" + archived.id() + "', null)");
            loser = Background.call(() -> catchThrowable(() -> events.appendAll(open, exactly(1), batch)));
            Sql.await(
                    database,
                    "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                            + database.name() + "'");
            archiver.commit();
        }
        assertThat(loser.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(EventIdReusedException.class, reused -> assertThat(reused.existing())
                        .isEqualTo(archived));
        assertThat(stored(open)).hasSize(1);
        events.append(open, exactly(1), new Published(2));
    }

    @Test
    @DisplayName(
            "a large batch, which is stored in one go: a duplicate, a part and a reused id are told as of a small one")
    void largeBatch() {
        StreamId article = fresh();
        StreamId other = fresh();
        List<NewEvent> batch = batch(8);
        a.useTransaction(tx -> {
            AppendResult first = tx.events().appendAll(article, none(), batch);
            assertThat(original(tx.events().appendAll(article, none(), batch))).isEqualTo(first);
            List<NewEvent> more = new ArrayList<>(batch(6));
            more.add(batch.get(3));
            assertThat(catchThrowable(() -> tx.events().appendAll(article, exactly(8), more)))
                    .isInstanceOfSatisfying(PartialDuplicateException.class, partial -> assertThat(partial.known())
                            .containsExactly(batch.get(3).id()));
            assertThat(catchThrowable(() -> tx.events().appendAll(other, none(), more)))
                    .isInstanceOf(EventIdReusedException.class);
            tx.events().appendAll(article, exactly(8), more.subList(0, 6));
        });
        assertThat(events.info(other)).isEmpty();
        assertThat(stored(article)).hasSize(14);
    }

    @ParameterizedTest(name = "{displayName}: {0}, {1} events")
    @CsvSource({"REPEATABLE_READ, 1", "REPEATABLE_READ, 6", "SERIALIZABLE, 1", "SERIALIZABLE, 6"})
    @DisplayName(
            "EV-37 in a stricter isolation ids that were appended meanwhile are an error that is worth another try")
    void unseen(Isolation isolation, int count) {
        StreamId first = fresh();
        StreamId second = fresh();
        List<NewEvent> batch = batch(count);
        assertThatThrownBy(() -> a.inTransaction(TransactionOptions.defaults().isolation(isolation), tx -> {
                    tx.events().info(second); // takes the snapshot
                    Background.run(() -> events.appendAll(first, none(), batch)).join();
                    return tx.events().appendAll(second, none(), batch);
                }))
                .isInstanceOfAny(SerializationFailureException.class, VersionConflictException.class)
                .satisfies(lost -> assertThat(
                                ((HoldfastException) lost).getCause() instanceof SerializationFailureException
                                        || lost instanceof SerializationFailureException)
                        .isTrue());
        assertThat(events.info(second)).isEmpty();
        assertThatThrownBy(() -> events.appendAll(second, none(), batch)).isInstanceOf(EventIdReusedException.class);
    }

    @Test
    @DisplayName(
            "one id in two streams at once: who waited for the other's commit is told so, and a transaction goes on")
    void reusedAtOnce() throws Exception {
        assertThat(losing((stream, expected, event) -> events.append(stream, expected, event)))
                .isInstanceOf(EventIdReusedException.class);
        assertThat(losing((stream, expected, event) ->
                        a.inTransaction(tx -> tx.events().append(stream, expected, event))))
                .isInstanceOf(EventIdReusedException.class);
    }

    private interface Append {
        AppendResult to(StreamId stream, ExpectedVersion expected, NewEvent event);
    }

    private Throwable losing(Append append) throws Exception {
        StreamId first = fresh();
        StreamId second = fresh();
        NewEvent event = NewEvent.of(new Published(1));
        CompletableFuture<Throwable> loser;
        try (OpenAppender winner = OpenAppender.of(database, Newsroom.A)) {
            winner.run("select holdfast.append_event('article', '" + first.id()
                    + "', null, 'article-published', '{\"edition\": 1}', event_id => '" + event.id() + "')");
            loser = Background.call(() -> catchThrowable(() -> append.to(second, none(), event)));
            Sql.await(
                    database,
                    "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '"
                            + database.name() + "'");
            winner.commit();
        }
        Throwable thrown = loser.get(20, TimeUnit.SECONDS);
        assertThat(events.info(second)).isEmpty();
        assertThatThrownBy(() -> events.append(second, none(), event)).isInstanceOf(EventIdReusedException.class);
        return thrown;
    }

    @Test
    @DisplayName("duplicates, parts and reused ids in a transaction leave it usable, and see what it stored itself")
    void inTransaction() {
        StreamId article = fresh();
        StreamId other = fresh();
        List<NewEvent> batch = batch(2);
        a.useTransaction(tx -> {
            AppendResult first = tx.events().appendAll(article, none(), batch);
            assertThat(original(tx.events().appendAll(article, none(), batch))).isEqualTo(first);
            List<NewEvent> more = List.of(batch.get(1), NewEvent.of(new Published(7)));
            assertThat(catchThrowable(() -> tx.events().appendAll(article, any(), more)))
                    .isInstanceOf(PartialDuplicateException.class);
            assertThat(catchThrowable(() -> tx.events().append(other, any(), batch.get(0))))
                    .isInstanceOf(EventIdReusedException.class);
            assertThat(tx.events().info(other)).isEmpty();
            tx.events().append(article, exactly(2), new Renamed("still"));
        });
        assertThat(stored(article)).hasSize(3);
    }

    @Test
    @DisplayName("several streams are repeated as a whole: a duplicate, a part, or ids that changed their streams")
    void severalStreams() {
        StreamId first = fresh();
        StreamId second = fresh();
        List<NewEvent> one = batch(1);
        List<NewEvent> two = batch(2);
        List<AppendResult> results =
                events.appendTogether(StreamAppend.toAll(second, none(), two), StreamAppend.toAll(first, none(), one));
        assertThat(results)
                .extracting(AppendResult::stream, AppendResult::lastVersion)
                .containsExactly(tuple(second, 2L), tuple(first, 1L));
        assertThat(results.get(1).position())
                .as("positions follow the order given")
                .isGreaterThan(results.get(0).position());
        assertThat(events
                        .appendTogether(
                                StreamAppend.toAll(first, exactly(0), one), StreamAppend.toAll(second, any(), two))
                        .stream()
                        .map(IdempotencyTest::original))
                .containsExactly(results.get(1), results.get(0));
        assertThatThrownBy(() -> events.appendTogether(
                        StreamAppend.toAll(first, any(), one), StreamAppend.toAll(second, any(), batch(1))))
                .isInstanceOfSatisfying(PartialDuplicateException.class, partial -> assertThat(partial.known())
                        .isEqualTo(ids(one)));
        assertThatThrownBy(() -> events.appendTogether(
                        StreamAppend.toAll(first, any(), two), StreamAppend.toAll(second, any(), one)))
                .isInstanceOf(EventIdReusedException.class);
        assertThat(stored(first)).hasSize(1);
        assertThat(stored(second)).hasSize(2);
    }

    @Test
    @DisplayName("other ids on a stale version are a conflict, not a duplicate")
    void otherIds() {
        StreamId article = fresh();
        events.append(article, none(), new Published(1));
        assertThatThrownBy(() -> events.append(article, none(), new Published(1)))
                .isInstanceOf(VersionConflictException.class);
    }
}
