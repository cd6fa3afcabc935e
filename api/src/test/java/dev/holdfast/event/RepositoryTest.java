package dev.holdfast.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a repository asks of the store, and makes of its answers; the store is a list. */
class RepositoryTest {

    private static final StreamId COUNTER = stream("counter", 1);

    record Added(long number) {}

    record Sum(long total, long events) {}

    /** Adds what it is told; refuses 13, and 0 is nothing to do. */
    private static final Decider<Long, Sum, Added> DECIDER = Decider.of(
            () -> new Sum(0, 0),
            (number, sum) -> number == 0 ? List.of() : List.of(new Added(number)),
            (sum, event) -> {
                if (event.number() == 13) {
                    throw new IllegalStateException("unlucky");
                }
                return new Sum(sum.total() + event.number(), sum.events() + 1);
            });

    private static final Aggregate<Long, Sum, Added> PLAIN = Aggregate.of("counter", Added.class, DECIDER);
    private static final Snapshots<Sum> EVERY_3 = Snapshots.every(3, "sum", Sum.class);

    /** One stream, in a list; some versions may be of ignored types, which reads don't give. */
    private static final class Fake implements EventRunner {

        final List<Added> events = new ArrayList<>();
        final List<EventMetadata> told = new ArrayList<>();
        final List<Snapshot<?>> stored = new ArrayList<>();
        final List<Long> lasts = new ArrayList<>();
        final List<StreamQuery<?>> pages = new ArrayList<>();
        /** How many events fit into a page. */
        int fitting = Integer.MAX_VALUE;

        final List<Long> intruders = new ArrayList<>();
        long firstVersion = 1;
        long ignoredFrom = Long.MAX_VALUE;
        long truncatedBetweenPages;
        int loads;
        boolean unknown;

        @Override
        public Object tenantId() {
            return 1L;
        }

        @Override
        public List<AppendResult> append(List<StreamAppend> appends, EventMetadata metadata) {
            StreamAppend append = appends.get(0);
            if (!intruders.isEmpty()) {
                events.add(new Added(intruders.remove(0)));
            }
            if (!append.expected().accepts(events.size())) {
                throw new VersionConflictException(
                        1L, append.stream(), append.expected(), unknown ? -1 : events.size(), null);
            }
            long first = events.size() + 1;
            append.events().forEach(event -> events.add((Added) event.data()));
            told.add(metadata);
            return List.of(new AppendResult(
                    append.stream(),
                    LongStream.rangeClosed(first, events.size()).boxed().toList(),
                    LongStream.rangeClosed(first, events.size())
                            .mapToObj(Position::new)
                            .toList(),
                    false));
        }

        private <E> List<RecordedEvent<E>> read(Class<E> type, long from, long to, int limit) {
            return LongStream.rangeClosed(Math.max(from, firstVersion), Math.min(to, events.size()))
                    .filter(version -> version < ignoredFrom)
                    .limit(limit)
                    .mapToObj(version -> new RecordedEvent<>(
                            1L,
                            COUNTER,
                            version,
                            new Position(version),
                            new UUID(0, version),
                            "added",
                            1,
                            Instant.EPOCH,
                            type.cast(events.get((int) version - 1)),
                            Set.<String>of(),
                            Set.of(version % 2),
                            EventMetadata::none))
                    .toList();
        }

        private static <T> StreamPage<T> page(List<T> events, ToLongFunction<T> version, int most) {
            long last = events.isEmpty() ? 0 : version.applyAsLong(events.get(events.size() - 1));
            return new StreamPage<>(
                    events,
                    events.size(),
                    events.isEmpty() ? null : new LastRead(last, new UUID(0, last)),
                    events.size() >= most);
        }

        @Override
        public <E> StreamPage<RecordedEvent<E>> list(StreamQuery<E> query) {
            return page(
                    read(query.type(), query.from(), query.to(), query.limit()), RecordedEvent::version, query.limit());
        }

        @Override
        public <E> StreamPage<RecordedEvent<E>> page(StreamQuery<E> query) {
            pages.add(query);
            firstVersion = Math.max(firstVersion, truncatedBetweenPages);
            int most = Math.min(query.limit(), fitting);
            return page(read(query.type(), query.from(), query.to(), most), RecordedEvent::version, most);
        }

        @Override
        public void register(Snapshots<?> snapshots) {}

        @Override
        @SuppressWarnings("unchecked")
        public <S, E> Tail<S, E> load(StreamId stream, Class<E> type, @Nullable Snapshots<S> snapshots, int limit) {
            loads++;
            Snapshot<S> last =
                    snapshots == null || stored.isEmpty() ? null : (Snapshot<S>) stored.get(stored.size() - 1);
            int most = Math.min(limit, fitting);
            return new Tail<>(
                    info(stream).map(StreamInfo::version).orElse(0L),
                    info(stream).map(StreamInfo::firstVersion).orElse(1L),
                    last,
                    page(
                            read(type, last == null ? 1 : last.version() + 1, Long.MAX_VALUE, most).stream()
                                    .map(TailEvent::of)
                                    .toList(),
                            TailEvent::version,
                            most));
        }

        @Override
        public <S> void store(
                Snapshot<S> snapshot, LastRead last, Snapshots<S> snapshots, Consumer<RuntimeException> failed) {
            stored.add(snapshot);
            lasts.add(last.version());
        }

        @Override
        public <E> EventPage<E> page(LogQuery<E> query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Checkpoint lastCheckpoint(Position upTo) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StreamInfo> info(StreamId stream) {
            return events.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StreamInfo(
                            stream, events.size(), firstVersion, StreamState.OPEN, Instant.EPOCH, Instant.EPOCH));
        }

        @Override
        public List<StreamInfo> streams(StreamsQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(StreamId stream, ExpectedVersion expected) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void archive(StreamId stream, ExpectedVersion expected) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void truncateBefore(StreamId stream, long version) {
            throw new UnsupportedOperationException();
        }
    }

    private final Fake store = new Fake();

    private Repository<Long, Sum, Added> repository(Aggregate<Long, Sum, Added> aggregate) {
        return new Events(store).repository(aggregate);
    }

    private void given(long count) {
        for (long i = 0; i < count; i++) {
            store.events.add(new Added(1));
        }
    }

    @Test
    void aThingWithoutEventsIsInItsInitialState() {
        assertThat(repository(PLAIN).load(1)).isEqualTo(new Loaded<>(COUNTER, 0, new Sum(0, 0)));
    }

    @Test
    void aCommandsEventsAreAppendedBehindTheLoadedVersion() {
        given(2);
        EventMetadata metadata = EventMetadata.none().with("k", "v");
        Executed<Sum, Added> executed =
                new Events(store).with(metadata).repository(PLAIN).execute(1, 5L);
        assertThat(executed)
                .isEqualTo(new Executed<>(COUNTER, 3, new Sum(7, 3), List.of(new Added(5)), new Position(3), 1));
        assertThat(repository(PLAIN).load("1")).isEqualTo(new Loaded<>(COUNTER, 3, new Sum(7, 3)));
        assertThat(store.told).containsExactly(metadata);
        UUID id = UUID.randomUUID();
        assertThat(repository(PLAIN).load(id).stream()).isEqualTo(stream("counter", id));
        assertThat(repository(PLAIN).execute(id, 0L).stream()).isEqualTo(stream("counter", id));
    }

    @Test
    void whereThereIsNothingToDoNothingIsAppended() {
        given(2);
        assertThat(repository(PLAIN).execute(1, 0L))
                .isEqualTo(new Executed<Sum, Added>(COUNTER, 2, new Sum(2, 2), List.of(), null, 1));
        assertThat(store.told).isEmpty();
    }

    @Test
    void anEventThatTheStateRefusesIsNotAppended() {
        assertThatThrownBy(() -> repository(PLAIN).execute(1, 13L)).hasMessage("unlucky");
        assertThat(store.events).isEmpty();
    }

    @Test
    void whoLosesDecidesAnewOnTheStateAsItIsThen() {
        store.intruders.addAll(List.of(10L, 20L));
        assertThat(repository(PLAIN).execute(1, 5L))
                .isEqualTo(new Executed<>(COUNTER, 3, new Sum(35, 3), List.of(new Added(5)), new Position(3), 3));
        assertThat(store.loads).isEqualTo(3);
        assertThat(store.pages)
                .as("the default policy asks for no events in between")
                .isEmpty();
    }

    @Test
    void afterTheLastAttemptTheConflictComesOut() {
        for (long i = 0; i < 10; i++) {
            store.intruders.add(i + 1);
        }
        assertThatThrownBy(() -> repository(PLAIN).execute(1, 5L))
                .isInstanceOfSatisfying(VersionConflictException.class, lost -> {
                    assertThat(lost.stream()).isEqualTo(COUNTER);
                    assertThat(lost.expected()).isEqualTo(ExpectedVersion.exactly(4));
                    assertThat(lost.actual()).hasValue(5);
                });
        assertThat(store.loads).isEqualTo(5);
        assertThat(store.events).hasSize(5);
        Aggregate<Long, Sum, Added> twice = PLAIN.onConflict(ConflictPolicy.attempts(2));
        assertThatThrownBy(() -> repository(twice).execute(1, 5L)).isInstanceOf(VersionConflictException.class);
        assertThat(store.loads).isEqualTo(7);
    }

    @Test
    void aPolicyMayForbidAnotherAttempt() {
        store.intruders.add(10L);
        assertThatThrownBy(() ->
                        repository(PLAIN.onConflict(ConflictPolicy.never())).execute(1, 5L))
                .isInstanceOf(VersionConflictException.class);
        assertThat(store.loads).isOne();
    }

    @Test
    void aPolicySeesTheCommandTheAttemptAndTheEventsInBetween() {
        store.intruders.addAll(List.of(10L, 20L, 13L));
        List<ConflictPolicy.Conflict<Long, Added>> seen = new ArrayList<>();
        Aggregate<Long, Sum, Added> careful = PLAIN.onConflict(conflict -> {
            seen.add(conflict);
            return conflict.between().stream().noneMatch(event -> event.data().number() == 13);
        });
        assertThatThrownBy(() -> repository(careful).execute(1, 5L)).isInstanceOf(VersionConflictException.class);
        assertThat(seen).extracting(ConflictPolicy.Conflict::attempt).containsExactly(1, 2, 3);
        assertThat(seen).extracting(ConflictPolicy.Conflict::command).containsOnly(5L);
        assertThat(seen.get(0)).hasToString("Conflict[counter/1, attempt 1]");
        assertThat(seen)
                .flatExtracting(conflict ->
                        conflict.between().stream().map(RecordedEvent::data).toList())
                .containsExactly(new Added(10), new Added(20), new Added(13));
        assertThat(seen)
                .extracting(conflict -> conflict.cause().actual().getAsLong())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void anUnknownVersionIsNotTriedAgain() {
        store.unknown = true;
        store.intruders.add(10L);
        assertThatThrownBy(() -> repository(PLAIN).execute(1, 5L))
                .isInstanceOfSatisfying(VersionConflictException.class, lost -> {
                    assertThat(lost.actual()).isEmpty();
                    assertThat(new Events(store).between(lost))
                            .as("up to the end")
                            .extracting(RecordedEvent::data)
                            .containsExactly(new Added(10));
                });
        assertThat(store.loads).isOne();
    }

    @Test
    void anInterruptedThreadStopsTrying() {
        store.intruders.addAll(List.of(10L, 20L));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> repository(PLAIN).execute(1, 5L)).isInstanceOf(VersionConflictException.class);
            assertThat(store.loads).isOne();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aSnapshotIsTakenOfWhatWasLoadedWhenItIsDue() {
        Repository<Long, Sum, Added> counters = repository(PLAIN.snapshots(EVERY_3));
        for (long i = 0; i < 10; i++) {
            counters.execute(1, 1L);
        }
        assertThat(store.stored).extracting(Snapshot::version).containsExactly(2L, 4L, 6L, 8L);
        assertThat(store.stored).allSatisfy(snapshot -> assertThat(snapshot.state())
                .isEqualTo(new Sum(snapshot.version(), snapshot.version())));
        assertThat(store.stored.get(0).keyIds()).containsExactlyInAnyOrder(0L, 1L);
        assertThat(counters.load(1)).isEqualTo(new Loaded<>(COUNTER, 10, new Sum(10, 10)));
    }

    @Test
    void aBigFirstAppendLeavesNothingToTakeASnapshotOf() {
        Decider<Long, Sum, Added> many = Decider.of(
                DECIDER::initial,
                (count, sum) ->
                        LongStream.range(0, count).mapToObj(i -> new Added(1)).toList(),
                DECIDER::evolve);
        Aggregate<Long, Sum, Added> counter =
                Aggregate.of("counter", Added.class, many).snapshots(EVERY_3);
        assertThat(repository(counter).execute(1, 5L).version()).isEqualTo(5);
        assertThat(store.stored).isEmpty();
        repository(counter).execute(1, 1L);
        assertThat(store.stored).extracting(Snapshot::version).containsExactly(5L);
    }

    @Test
    void aSnapshotThatIsThereIsNotTakenAgain() {
        given(3);
        store.stored.add(new Snapshot<>(COUNTER, 3, new Sum(3, 3), Set.of()));
        Decider<Long, Sum, Added> thrice = Decider.of(
                DECIDER::initial,
                (number, sum) -> List.of(new Added(number), new Added(number), new Added(number)),
                DECIDER::evolve);
        Aggregate<Long, Sum, Added> counter =
                Aggregate.of("counter", Added.class, thrice).snapshots(EVERY_3);
        assertThat(repository(counter).execute(1, 1L).version()).isEqualTo(6);
        assertThat(store.stored).hasSize(1);
        repository(counter).execute(1, 1L);
        assertThat(store.stored).extracting(Snapshot::version).containsExactly(3L, 6L);
    }

    @Test
    void aSnapshotGoesWithTheLastEventInItAndNotWithAnIgnoredOne() {
        given(5);
        store.ignoredFrom = 4;
        repository(PLAIN.snapshots(EVERY_3)).execute(1, 1L);
        assertThat(store.stored).extracting(Snapshot::version).containsExactly(5L);
        assertThat(store.lasts).containsExactly(3L);
        given(3);
        repository(PLAIN.snapshots(EVERY_3)).execute(1, 1L);
        assertThat(store.stored)
                .as("the state is the same as in the one that is there")
                .hasSize(1);
    }

    @Test
    void aStreamThatIsTruncatedWhileItIsReadIsReadAgain() {
        given(15_000);
        store.truncatedBetweenPages = 12_000;
        assertThatThrownBy(() -> repository(PLAIN).load(1)).isInstanceOf(TruncatedStreamException.class);
        store.firstVersion = 1;
        assertThat(repository(PLAIN.startsAnewWhereTruncated()).load(1))
                .isEqualTo(new Loaded<>(COUNTER, 15_000, new Sum(3_001, 3_001)));
    }

    @Test
    void moreThanAPageIsReadPageByPage() {
        given(25_000);
        assertThat(repository(PLAIN).load(1)).isEqualTo(new Loaded<>(COUNTER, 25_000, new Sum(25_000, 25_000)));
        assertThat(store.loads).isOne();
        assertThat(store.pages).extracting(StreamQuery::from).containsExactly(10_001L, 20_001L);
        assertThat(store.pages).extracting(StreamQuery::to).containsOnly(25_000L);
    }

    @Test
    void exactlyAPageNeedsNoSecondOne() {
        given(10_000);
        assertThat(repository(PLAIN).load(1).version()).isEqualTo(10_000);
        assertThat(store.pages).isEmpty();
    }

    @Test
    void ignoredEventsAtTheEndCountForTheVersion() {
        given(5);
        store.ignoredFrom = 4;
        assertThat(repository(PLAIN).load(1)).isEqualTo(new Loaded<>(COUNTER, 5, new Sum(3, 3)));
        store.ignoredFrom = Long.MAX_VALUE;
        given(10_000);
        store.ignoredFrom = 10_001;
        assertThat(repository(PLAIN).load(1)).isEqualTo(new Loaded<>(COUNTER, 10_005, new Sum(10_000, 10_000)));
        assertThat(store.pages).hasSize(1);
        assertThat(repository(PLAIN).execute(1, 7L).version()).isEqualTo(10_006);
    }

    @Test
    void aTruncatedStreamIsLoadedFromASnapshotOrNotAtAll() {
        given(6);
        store.firstVersion = 4;
        Repository<Long, Sum, Added> counters = repository(PLAIN.snapshots(EVERY_3));
        assertThatThrownBy(() -> counters.load(1)).isInstanceOfSatisfying(TruncatedStreamException.class, truncated -> {
            assertThat(truncated.stream()).isEqualTo(COUNTER);
            assertThat(truncated.firstVersion()).isEqualTo(4);
        });
        store.stored.add(new Snapshot<>(COUNTER, 2, new Sum(2, 2), Set.of()));
        assertThatThrownBy(() -> counters.load(1)).isInstanceOf(TruncatedStreamException.class);
        store.stored.add(new Snapshot<>(COUNTER, 3, new Sum(3, 3), Set.of()));
        assertThat(counters.load(1)).isEqualTo(new Loaded<>(COUNTER, 6, new Sum(6, 6)));
        assertThatThrownBy(() -> repository(PLAIN).load(1)).isInstanceOf(TruncatedStreamException.class);
    }

    @Test
    void whereAStreamStartsAnewAnOldSnapshotIsNotUsed() {
        given(6);
        store.firstVersion = 4;
        Aggregate<Long, Sum, Added> anew = PLAIN.startsAnewWhereTruncated();
        assertThat(repository(anew).load(1)).isEqualTo(new Loaded<>(COUNTER, 6, new Sum(3, 3)));
        store.stored.add(new Snapshot<>(COUNTER, 2, new Sum(100, 100), Set.of()));
        assertThat(repository(anew.snapshots(EVERY_3)).load(1)).isEqualTo(new Loaded<>(COUNTER, 6, new Sum(3, 3)));
        store.stored.add(new Snapshot<>(COUNTER, 5, new Sum(100, 100), Set.of()));
        assertThat(repository(anew.snapshots(EVERY_3)).load(1)).isEqualTo(new Loaded<>(COUNTER, 6, new Sum(101, 101)));
    }

    @Test
    void streamsThatWereTruncatedToTheirEndAreNotEmpty() {
        given(3);
        store.firstVersion = 4;
        assertThatThrownBy(() -> repository(PLAIN).load(1)).isInstanceOf(TruncatedStreamException.class);
        assertThat(repository(PLAIN.startsAnewWhereTruncated()).execute(1, 5L).version())
                .isEqualTo(4);
    }
}
