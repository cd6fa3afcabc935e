package dev.holdfast.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How reads are cut into pages, and put together again; the store is numbers. */
class PagingTest {

    private static final StreamId STREAM = stream("counter", 1);

    private final List<Integer> limits = new ArrayList<>();
    private final List<LogQuery<?>> queries = new ArrayList<>();
    private long events;
    private long everyNth = 1;
    private boolean split;
    /** How many fit into a page. */
    private int fitting = Integer.MAX_VALUE;

    private final EventRunner runner = (EventRunner) Proxy.newProxyInstance(
            EventRunner.class.getClassLoader(), new Class<?>[] {EventRunner.class}, (proxy, method, arguments) -> {
                Object query = arguments[0];
                if (query instanceof StreamQuery<?> ofStream) {
                    return method.getName().equals("page") ? page(ofStream) : list(ofStream);
                }
                return page((LogQuery<?>) query);
            });

    private final Events read = new Events(runner);

    private static RecordedEvent<Object> event(long version) {
        return new RecordedEvent<>(
                1L,
                STREAM,
                version,
                new Position(version),
                new UUID(0, version),
                "counted",
                1,
                Instant.EPOCH,
                version,
                Set.of(),
                Set.of(),
                EventMetadata::none);
    }

    private static Checkpoint checkpoint(long position) {
        return position == 0
                ? Checkpoint.START
                : Checkpoint.parse("c1.0123456789abcdef.01234567").at(new Position(position), new UUID(0, position));
    }

    private LongStream versions(long from, long to) {
        return LongStream.rangeClosed(Math.max(1, from), Math.min(to, events))
                .filter(version -> version % everyNth == 0);
    }

    private StreamPage<RecordedEvent<Object>> list(StreamQuery<?> query) {
        return read(query, query.limit());
    }

    private StreamPage<RecordedEvent<Object>> read(StreamQuery<?> query, int most) {
        limits.add(query.limit());
        LongStream found = versions(query.from(), query.to());
        List<Long> stored = (query.backwards() ? found.map(v -> -v).sorted().map(v -> -v) : found)
                .limit(most)
                .boxed()
                .toList();
        return new StreamPage<>(
                stored.stream().flatMap(version -> parts(version).stream()).toList(),
                stored.size(),
                stored.isEmpty() ? null : new LastRead(stored.get(stored.size() - 1), null),
                stored.size() >= most);
    }

    /** One event; where they are split, as many as their version has of units, so that some have none. */
    private List<RecordedEvent<Object>> parts(long version) {
        return split ? Collections.nCopies((int) (version % 3), event(version)) : List.of(event(version));
    }

    private StreamPage<RecordedEvent<Object>> page(StreamQuery<?> query) {
        return read(query, Math.min(query.limit(), fitting));
    }

    private EventPage<Object> page(LogQuery<?> query) {
        queries.add(query);
        int most = Math.min(query.limit(), fitting);
        List<RecordedEvent<Object>> found = versions(query.after().position().value() + 1, events)
                .limit(most)
                .mapToObj(PagingTest::event)
                .toList();
        boolean full = found.size() == most;
        long reached = full
                ? found.get(found.size() - 1).version()
                : Math.max(query.after().position().value(), events);
        return new EventPage<>(found, List.of(), checkpoint(reached), !full);
    }

    private static List<Long> of(java.util.stream.Stream<? extends RecordedEvent<?>> events) {
        return events.map(RecordedEvent::version).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void aStreamIsReadByTheThousand() {
        for (long count : List.of(0L, 1L, 999L, 1_000L, 1_001L, 2_500L)) {
            events = count;
            limits.clear();
            assertThat(of(read.read(STREAM).stream())).isEqualTo(range(1, count));
            assertThat(limits).hasSize((int) (count / 1_000) + 1).containsOnly(1_000);
            assertThat(of(read.read(STREAM).list().stream())).isEqualTo(range(1, count));
        }
    }

    @Test
    void aStreamIsReadBackwards() {
        events = 2_500;
        List<Long> reversed = range(1, events).stream().map(v -> events + 1 - v).toList();
        assertThat(of(read.read(STREAM).backwards().stream())).isEqualTo(reversed);
        assertThat(of(read.read(STREAM).backwards().upToVersion(2_000).fromVersion(700).stream()))
                .isEqualTo(reversed.subList(500, 1_801));
    }

    @Test
    void aLimitHoldsOverPages() {
        events = 5_000;
        for (int limit : new int[] {1, 999, 1_000, 1_001, 2_000, 2_500}) {
            limits.clear();
            assertThat(of(read.read(STREAM).fromVersion(11).limit(limit).stream()))
                    .isEqualTo(range(11, 10 + limit));
            assertThat(limits).hasSize((limit + 999) / 1_000);
            assertThat(of(read.read(STREAM).backwards().limit(limit).stream()))
                    .hasSize(limit)
                    .first()
                    .isEqualTo(5_000L);
        }
    }

    @Test
    void holesOfIgnoredEventsEndNothing() {
        events = 9_000;
        everyNth = 3;
        assertThat(of(read.read(STREAM).stream())).hasSize(3_000).last().isEqualTo(9_000L);
        assertThat(of(read.read(STREAM).backwards().stream()))
                .hasSize(3_000)
                .last()
                .isEqualTo(3L);
        assertThat(of(read.readAll(Checkpoint.START).stream()))
                .hasSize(3_000)
                .last()
                .isEqualTo(9_000L);
    }

    @Test
    void pagesThatEndEarlyEndNothing() {
        events = 2_500;
        fitting = 9;
        assertThat(of(read.read(STREAM).stream())).isEqualTo(range(1, events));
        assertThat(of(read.read(STREAM).backwards().stream()))
                .hasSize(2_500)
                .last()
                .isEqualTo(1L);
        assertThat(of(read.read(STREAM).fromVersion(11).limit(50).stream())).isEqualTo(range(11, 60));
        assertThat(of(read.readAll(Checkpoint.START).stream())).isEqualTo(range(1, events));
    }

    @Test
    void pagesAndLimitsCountStoredEventsWhateverTheyAreSplitInto() {
        events = 2_500;
        split = true;
        List<Long> all = LongStream.rangeClosed(1, events)
                .boxed()
                .flatMap(version -> Collections.nCopies((int) (version % 3), version).stream())
                .toList();
        assertThat(of(read.read(STREAM).stream())).isEqualTo(all);
        assertThat(limits).hasSize(3);
        assertThat(of(read.read(STREAM).backwards().stream()))
                .hasSameElementsAs(all)
                .hasSameSizeAs(all);
        assertThat(of(read.read(STREAM).list().stream())).isEqualTo(all);
        assertThat(of(read.read(STREAM).limit(3).list().stream())).containsExactly(1L, 2L, 2L);
        assertThat(of(read.read(STREAM).limit(1_500).stream())).last().isEqualTo(1_499L);
        assertThat(read.read(STREAM).fromVersion(3).first().orElseThrow().version())
                .isEqualTo(4);
        assertThat(read.read(STREAM).fromVersion(3).limit(1).first()).isEmpty();
        limits.clear();
        assertThat(read.read(STREAM)
                        .fromVersion(3)
                        .limit(2)
                        .first()
                        .orElseThrow()
                        .version())
                .isEqualTo(4);
        assertThat(limits).as("one that is split into none counts").containsExactly(1, 1);
        assertThat(read.read(STREAM).fromVersion(3).upToVersion(3).first()).isEmpty();
        assertThat(read.read(STREAM)
                        .backwards()
                        .upToVersion(3)
                        .first()
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
        assertThat(read.read(STREAM).fromVersion(9_999).first()).isEmpty();
    }

    @Test
    void pagesAreReadWhenTheyAreAskedFor() {
        events = 3_000;
        Iterator<RecordedEvent<Object>> reading = read.read(STREAM).stream().iterator();
        for (int i = 0; i < 1_000; i++) {
            reading.next();
        }
        assertThat(limits).hasSize(1);
        reading.next();
        assertThat(limits).hasSize(2);
    }

    @Test
    void allStreamsAreReadUntilNothingIsLeft() {
        for (long count : List.of(0L, 999L, 1_000L, 2_500L)) {
            events = count;
            queries.clear();
            assertThat(of(read.readAll(Checkpoint.START).stream())).isEqualTo(range(1, count));
            assertThat(queries).hasSize((int) (count / 1_000) + 1);
            assertThat(of(read.readAll(checkpoint(count)).stream())).isEmpty();
        }
    }

    @Test
    void readsOfAllStreamsAreNarrowedStepByStep() {
        read.readAll(checkpoint(5), Number.class)
                .ofTypeNames("a", "b")
                .ofTypeNames("c")
                .ofTypes(Long.class)
                .ofTypes(Integer.class)
                .inCategories("x")
                .inCategories("y")
                .withoutArchived()
                .upTo(checkpoint(9))
                .page(7);
        assertThat(queries)
                .containsExactly(new LogQuery<>(
                        Number.class,
                        checkpoint(5),
                        checkpoint(9),
                        Set.of("a", "b", "c"),
                        List.of(Long.class, Integer.class),
                        Set.of("x", "y"),
                        false,
                        7));
    }

    @Test
    void readsOfAllStreamsEndAtACheckpointHoweverTheyAreNarrowed() {
        read.readAll(Checkpoint.START)
                .upTo(checkpoint(9))
                .inCategories("x")
                .ofTypes(Long.class)
                .ofTypeNames("a")
                .withoutArchived()
                .page(7);
        events = 2_500;
        assertThat(of(read.readAll(checkpoint(1_000)).upTo(checkpoint(9)).stream()))
                .hasSize(1_500);
        assertThat(queries)
                .extracting(LogQuery::upTo)
                .containsOnly(checkpoint(9))
                .hasSize(3);
    }

    @Test
    void whoStopsInAPageHasACheckpointThere() {
        FailedEvent failed = new FailedEvent(
                1L, "a", "b", 1, new Position(4), new UUID(0, 4), "t", 1, Instant.EPOCH, "{}", new RuntimeException());
        EventPage<Object> page = new EventPage<>(List.of(event(3), event(5)), List.of(failed), checkpoint(7), true);
        for (long position = 3; position <= 5; position++) {
            assertThat(page.checkpointAt(new Position(position))).isEqualTo(checkpoint(position));
        }
        assertThatThrownBy(() -> page.checkpointAt(new Position(6)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("A position is of no event of the page: give one of its events' position().");
    }

    @Test
    void nothingIsNotEverything() {
        LogRead<Object> all = read.readAll(Checkpoint.START);
        assertThatThrownBy(all::ofTypes)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("no type");
        assertThatThrownBy(all::ofTypeNames)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("no name");
        assertThatThrownBy(all::inCategories)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("categor");
        assertThatThrownBy(() -> all.page(0)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> read.read(STREAM).limit(0)).isInstanceOf(InvalidValueException.class);
    }
}
