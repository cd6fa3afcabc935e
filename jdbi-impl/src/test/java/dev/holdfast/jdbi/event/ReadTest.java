package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.none;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.TenantRequiredException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.Events;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamRead;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.event.ArticleEvent.Drafted;
import dev.holdfast.jdbi.event.ArticleEvent.Published;
import dev.holdfast.jdbi.event.ArticleEvent.Renamed;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.RoundTrips;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Reads of one stream, and of all of them. */
@PostgresTest(template = Newsroom.class)
class ReadTest {

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope a;
    private final Events events;

    ReadTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database);
        this.a = holdfast.tenant(Newsroom.A);
        this.events = a.events();
    }

    private static StreamId fresh() {
        return stream("article", UUID.randomUUID());
    }

    private StreamId withEvents(int count) {
        StreamId article = fresh();
        events.appendAll(
                article,
                none(),
                IntStream.range(1, count + 1).mapToObj(Published::new).toList());
        return article;
    }

    private static List<Long> versions(StreamRead<?> read) {
        List<Long> listed = read.list().stream().map(RecordedEvent::version).toList();
        assertThat(read.stream().map(RecordedEvent::version)).isEqualTo(listed);
        return listed;
    }

    private static List<Long> up(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Long> down(long from, long to) {
        return LongStream.rangeClosed(to, from).map(v -> from + to - v).boxed().toList();
    }

    @ParameterizedTest(name = "{displayName} [archived={0}]")
    @ValueSource(booleans = {false, true})
    @DisplayName("a stream is read forwards, backwards, from and up to versions, and so many at most")
    void bounds(boolean archived) {
        StreamId article = withEvents(10);
        if (archived) {
            events.archive(article, any());
        }
        StreamRead<Object> read = events.read(article);
        assertThat(versions(read)).isEqualTo(up(1, 10));
        assertThat(versions(read.backwards())).isEqualTo(down(10, 1));
        assertThat(versions(read.fromVersion(4))).isEqualTo(up(4, 10));
        assertThat(versions(read.upToVersion(4))).isEqualTo(up(1, 4));
        assertThat(versions(read.fromVersion(3).upToVersion(6))).isEqualTo(up(3, 6));
        assertThat(versions(read.fromVersion(3).upToVersion(6).backwards())).isEqualTo(down(6, 3));
        assertThat(versions(read.limit(3))).isEqualTo(up(1, 3));
        assertThat(versions(read.backwards().limit(3))).isEqualTo(down(10, 8));
        assertThat(versions(read.fromVersion(3).upToVersion(6).backwards().limit(2)))
                .isEqualTo(down(6, 5));
        assertThat(versions(read.fromVersion(9).limit(10))).isEqualTo(up(9, 10));
        assertThat(versions(read.limit(10))).isEqualTo(up(1, 10));
        assertThat(versions(read.fromVersion(11))).isEmpty();
        assertThat(versions(read.upToVersion(0))).isEmpty();
        assertThat(versions(read.fromVersion(6).upToVersion(5))).isEmpty();
        assertThat(events.read(article, Published.class).stream()
                        .map(event -> event.data().edition()))
                .isEqualTo(up(1, 10));
    }

    @Test
    @DisplayName(
            "EV-45 up to an instant: exact to the microsecond, downwards; one that PostgreSQL can't say is refused")
    void upToInstant() {
        StreamId article = fresh();
        for (int i = 0; i < 5; i++) {
            events.append(article, any(), new Published(i), new Published(-i));
        }
        List<RecordedEvent<Object>> all = events.read(article).list();
        assertThat(all.stream().map(RecordedEvent::recordedAt).distinct())
                .hasSize(5)
                .isSorted();
        Instant third = all.get(5).recordedAt();
        assertThat(versions(events.read(article).upTo(third))).isEqualTo(up(1, 6));
        assertThat(versions(events.read(article).upTo(third.minusNanos(1_000)))).isEqualTo(up(1, 4));
        assertThat(versions(events.read(article).upTo(third).backwards().limit(2)))
                .isEqualTo(down(6, 5));
        assertThat(versions(events.read(article).upTo(third.plusNanos(999)))).isEqualTo(up(1, 6));
        assertThat(versions(events.read(article).upTo(third.minusNanos(1)))).isEqualTo(up(1, 4));
        for (Instant unsayable : List.of(Instant.MAX, Instant.MIN)) {
            assertThatThrownBy(() -> events.read(article).upTo(unsayable).list())
                    .isInstanceOf(InvalidValueException.class);
        }
        assertThat(versions(events.read(article).upTo(Instant.EPOCH))).isEmpty();
        events.archive(article, any());
        assertThat(versions(events.read(article).upTo(third))).isEqualTo(up(1, 6));
    }

    @Test
    @DisplayName("a stream that isn't there, or is another tenant's, gives nothing; a limit is at least 1")
    void nothing() {
        assertThat(events.read(fresh()).list()).isEmpty();
        assertThat(events.read(fresh()).stream()).isEmpty();
        StreamId article = withEvents(1);
        Events others = holdfast.tenant(Newsroom.B).events();
        assertThat(others.read(article).list()).isEmpty();
        assertThat(others.info(article)).isEmpty();
        assertThatThrownBy(() -> events.read(article).limit(0)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() ->
                        holdfast.acrossTenants("test").events().read(article).list())
                .isInstanceOf(TenantRequiredException.class);
    }

    private interface Tapped {
        void run(Events tapped, RoundTrips tap);
    }

    private void tapped(Tapped work) throws Exception {
        try (RoundTrips tap = RoundTrips.before(database);
                Connection connection = tap.applicationDataSource().getConnection()) {
            work.run(
                    Newsroom.holdfast(
                                    database,
                                    new SingleConnectionDataSource(connection, true),
                                    EventSettings.with(Newsroom.TYPES))
                            .tenant(Newsroom.A)
                            .events(),
                    tap);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a stream of events fetches each thousand when it is needed, and none in advance")
    void constantMemory(boolean backwards) throws Exception {
        StreamId article = withEvents(2_500);
        tapped((tapped, tap) -> {
            StreamRead<Object> read = backwards ? tapped.read(article).backwards() : tapped.read(article);
            tap.reset();
            Iterator<RecordedEvent<Object>> iterator = read.stream().iterator();
            assertThat(tap.count()).isZero();
            long expected = backwards ? 2_500 : 1;
            for (int i = 0; i < 2_500; i++) {
                assertThat(iterator.next().version()).isEqualTo(expected);
                assertThat(tap.count()).isLessThanOrEqualTo(i / 1_000 + 1);
                expected += backwards ? -1 : 1;
            }
            assertThat(iterator.hasNext()).isFalse();
            assertThat(tap.count()).isEqualTo(3);
            tap.reset();
            assertThat(read.limit(1_500).stream()).hasSize(1_500);
            assertThat(read.limit(1_000).stream()).hasSize(1_000);
            assertThat(tap.count()).isEqualTo(3);
        });
    }

    @Test
    @DisplayName("all streams are fetched a thousand events at a time, too")
    void logInConstantMemory() throws Exception {
        Checkpoint begin = events.lastCheckpoint();
        withEvents(1_200);
        withEvents(1_300);
        tapped((tapped, tap) -> {
            tap.reset();
            Iterator<RecordedEvent<Object>> iterator =
                    tapped.readAll(begin).stream().iterator();
            for (int i = 0; i < 2_500; i++) {
                iterator.next();
                assertThat(tap.count()).isLessThanOrEqualTo(i / 1_000 + 1);
            }
            assertThat(iterator.hasNext()).isFalse();
            assertThat(tap.count()).isEqualTo(3);
        });
    }

    private static List<String> told(LogRead<?> read) {
        List<String> streamed = read.stream().map(ReadTest::told).toList();
        assertThat(read.page(1_000).events().stream().map(ReadTest::told)).isEqualTo(streamed);
        return streamed;
    }

    private static String told(RecordedEvent<?> event) {
        return event.tenantId() + " " + event.stream().category() + " " + event.version() + " " + event.type();
    }

    @Test
    @DisplayName(
            "all streams are read by types, names and categories, with the archived ones or without, and across tenants")
    void filters() {
        Checkpoint begin = events.lastCheckpoint();
        StreamId article = fresh();
        StreamId draft = stream("draft", UUID.randomUUID());
        StreamId old = stream("old", UUID.randomUUID());
        events.append(article, none(), new Drafted("t", 1), new Published(1));
        events.append(draft, none(), new Drafted("t", 1), new Renamed("u"));
        events.append(old, none(), new Published(1));
        holdfast.tenant(Newsroom.B).events().append(article, none(), new Renamed("b"));
        events.append(article, any(), new Renamed("v"));
        events.archive(old, any());
        LogRead<Object> all = events.readAll(begin);
        assertThat(told(all))
                .containsExactly(
                        "1 article 1 article-drafted",
                        "1 article 2 article-published",
                        "1 draft 1 article-drafted",
                        "1 draft 2 article-renamed",
                        "1 old 1 article-published",
                        "1 article 3 article-renamed");
        assertThat(told(all.withoutArchived())).hasSize(5).doesNotContain("1 old 1 article-published");
        assertThat(told(all.ofTypes(Published.class)))
                .containsExactly("1 article 2 article-published", "1 old 1 article-published");
        assertThat(told(all.ofTypes(Published.class).withoutArchived()))
                .containsExactly("1 article 2 article-published");
        assertThat(told(all.ofTypeNames("article-renamed").ofTypes(Published.class)))
                .hasSize(4);
        assertThat(told(all.inCategories("draft", "old")))
                .containsExactly("1 draft 1 article-drafted", "1 draft 2 article-renamed", "1 old 1 article-published");
        assertThat(told(all.inCategories("draft").ofTypes(Renamed.class))).containsExactly("1 draft 2 article-renamed");
        assertThat(told(all.inCategories("nothing"))).isEmpty();
        assertThat(events.readAll(begin, Renamed.class).stream()
                        .map(event -> event.data().title()))
                .containsExactly("u", "v");
        LogRead<Object> across = holdfast.acrossTenants("test").events().readAll(begin);
        assertThat(told(across)).hasSize(7).contains("2 article 1 article-renamed");
        assertThat(told(across.ofTypes(Renamed.class)))
                .containsExactly(
                        "1 draft 2 article-renamed", "2 article 1 article-renamed", "1 article 3 article-renamed");
        assertThat(told(across.withoutArchived().inCategories("old"))).isEmpty();
    }

    @Test
    @DisplayName("pages end where they are full, and the position moves on where nothing matches")
    void pages() {
        Checkpoint begin = events.lastCheckpoint();
        StreamId article = withEvents(5);
        events.append(stream("draft", UUID.randomUUID()), none(), new Renamed("x"));
        EventPage<Object> first = events.readAll(begin).inCategories("article").page(2);
        assertThat(first.events()).hasSize(2);
        assertThat(first.caughtUp()).isFalse();
        assertThat(first.checkpoint().position())
                .isEqualTo(first.events().get(1).position());
        EventPage<Object> second =
                events.readAll(first.checkpoint()).inCategories("article").page(3);
        assertThat(second.events()).extracting(RecordedEvent::version).containsExactly(3L, 4L, 5L);
        assertThat(second.caughtUp()).as("a full page doesn't know").isFalse();
        EventPage<Object> third =
                events.readAll(second.checkpoint()).inCategories("article").page(3);
        assertThat(third.events()).isEmpty();
        assertThat(third.caughtUp()).isTrue();
        assertThat(third.checkpoint()).isEqualTo(events.lastCheckpoint());
        assertThat(third.checkpoint().position())
                .isGreaterThan(second.checkpoint().position());
        EventPage<Object> none = events.readAll(begin).inCategories("nothing").page(1);
        assertThat(none.events()).isEmpty();
        assertThat(none.checkpoint()).isEqualTo(third.checkpoint());
        EventPage<Object> before =
                events.readAll(third.checkpoint()).upTo(first.checkpoint()).page(1);
        assertThat(before.checkpoint()).as("never back").isEqualTo(third.checkpoint());
        assertThat(before.caughtUp()).isTrue();
        assertThat(article).isNotNull();
        assertThatThrownBy(() -> events.readAll(begin).page(0)).isInstanceOf(InvalidValueException.class);
    }
}
