package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.ExpectedVersion.exactly;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.Events;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.JsonObject;
import dev.holdfast.event.LogRead;
import dev.holdfast.event.Personal;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Repository;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One stored event that is read as several, or as none. */
@PostgresTest(template = Newsroom.class)
class SplitEventsTest {

    private static final AtomicInteger IDS = new AtomicInteger();

    sealed interface DeskEvent {}

    @EventType("desk-moved")
    record Moved(String room) implements DeskEvent {}

    @EventType("desk-raised")
    record Raised(int millimetres) implements DeskEvent {}

    /** How it was written once: so many rooms, and a height. */
    record Changed(List<String> rooms, @Nullable Integer millimetres) {}

    private static final EventTypes OLD = EventTypes.builder()
            .add(DeskEvent.class)
            .add("desk-changed", Changed.class)
            .build();

    private static List<DeskEvent> parts(List<String> rooms, @Nullable Integer millimetres) {
        List<DeskEvent> parts = new ArrayList<>();
        rooms.forEach(room -> parts.add(new Moved(room)));
        if (millimetres != null) {
            parts.add(new Raised(millimetres));
        }
        return parts;
    }

    private static final EventTypes BY_CLASS = EventTypes.builder()
            .add(DeskEvent.class)
            .split("desk-changed", 1, Changed.class, DeskEvent.class, old -> parts(old.rooms(), old.millimetres()))
            .build();

    private static final EventTypes BY_JSON = EventTypes.builder()
            .add(DeskEvent.class)
            .split(
                    "desk-changed",
                    1,
                    JsonObject.class,
                    DeskEvent.class,
                    old -> parts(
                            old.get("rooms").elements().stream()
                                    .map(room -> room.text())
                                    .toList(),
                            old.get("millimetres").isNull()
                                    ? null
                                    : (int) old.get("millimetres").integer()))
            .build();

    record Desk(List<Object> seen) {}

    private static final Aggregate<DeskEvent, Desk, DeskEvent> DESKS = Aggregate.of(
            "desk",
            DeskEvent.class,
            Decider.of(() -> new Desk(List.of()), (event, desk) -> List.of(event), (desk, event) -> {
                List<Object> seen = new ArrayList<>(desk.seen());
                seen.add(event.toString());
                return new Desk(List.copyOf(seen));
            }));

    private final TestDatabase database;
    private final Events old;
    private StreamId desk = stream("desk", "none");
    private Checkpoint start = Checkpoint.START;

    SplitEventsTest(TestDatabase database) {
        this.database = database;
        this.old = with(OLD).events();
    }

    @BeforeEach
    void anotherStream() {
        desk = stream("desk", "d" + IDS.incrementAndGet());
        start = old.lastCheckpoint();
    }

    private JdbiTenantScope with(EventTypes types) {
        return Newsroom.holdfast(database, EventSettings.with(types)).tenant(Newsroom.A);
    }

    /** Versions 1 to 4: one event, three parts, no part, one event. */
    private void four() {
        old.append(
                desk,
                any(),
                new Moved("a"),
                new Changed(List.of("b", "c"), 720),
                new Changed(List.of(), null),
                new Raised(800));
    }

    private static final List<DeskEvent> EXPECTED =
            List.of(new Moved("a"), new Moved("b"), new Moved("c"), new Raised(720), new Raised(800));

    @Test
    void partsSayWhatIsStoredAndWhichPartTheyAre() {
        four();
        for (EventTypes types : List.of(BY_CLASS, BY_JSON)) {
            List<RecordedEvent<DeskEvent>> read =
                    with(types).events().read(desk, DeskEvent.class).list();
            assertThat(read)
                    .extracting(
                            RecordedEvent::data,
                            RecordedEvent::version,
                            RecordedEvent::type,
                            RecordedEvent::part,
                            RecordedEvent::parts)
                    .containsExactly(
                            tuple(new Moved("a"), 1L, "desk-moved", 1, 1),
                            tuple(new Moved("b"), 2L, "desk-changed", 1, 3),
                            tuple(new Moved("c"), 2L, "desk-changed", 2, 3),
                            tuple(new Raised(720), 2L, "desk-changed", 3, 3),
                            tuple(new Raised(800), 4L, "desk-raised", 1, 1));
            assertThat(read.subList(1, 4))
                    .extracting(RecordedEvent::id)
                    .containsOnly(read.get(1).id());
            assertThat(read.subList(1, 4))
                    .extracting(RecordedEvent::position)
                    .containsOnly(read.get(1).position());
            assertThat(read.get(2)).asString().contains("part 2 of 3");
            assertThat(read.get(0)).asString().doesNotContain("part");
        }
    }

    @Test
    void aLimitCountsStoredEventsAndBackwardsPartsComeBackwards() {
        four();
        var read = with(BY_CLASS).events().read(desk, DeskEvent.class);
        assertThat(read.limit(2).list()).hasSize(4);
        assertThat(read.fromVersion(2).upToVersion(3).list()).hasSize(3);
        assertThat(read.backwards().stream().map(RecordedEvent::data))
                .containsExactly(new Raised(800), new Raised(720), new Moved("c"), new Moved("b"), new Moved("a"));
        assertThat(read.backwards().upToVersion(3).first().orElseThrow().data()).isEqualTo(new Raised(720));
        assertThat(read.fromVersion(3).first().orElseThrow().version()).isEqualTo(4);
    }

    @Test
    @DisplayName(
            "EV-18 Pages of all streams end between stored events: a reader that goes on from each page counts each part once")
    void pages() {
        four();
        for (int limit = 1; limit <= 5; limit++) {
            List<DeskEvent> seen = new ArrayList<>();
            Checkpoint after = start;
            EventPage<DeskEvent> page;
            do {
                page = with(BY_CLASS).events().readAll(after, DeskEvent.class).page(limit);
                page.events().forEach(event -> seen.add(event.data()));
                assertThat(page.events().stream().filter(event -> event.version() == 2))
                        .satisfiesAnyOf(none -> assertThat(none).isEmpty(), all -> assertThat(all)
                                .hasSize(3));
                after = page.checkpoint();
            } while (!page.caughtUp());
            assertThat(seen).isEqualTo(EXPECTED);
        }
        assertThat(with(BY_JSON).events().readAll(start).stream().map(RecordedEvent::data))
                .containsExactlyElementsOf(EXPECTED);
    }

    @Test
    void aReaderOfAClassIsGivenThePartsOfIt() {
        four();
        Events events = with(BY_CLASS).events();
        assertThat(events.readAll(start, Raised.class).stream().map(RecordedEvent::data))
                .containsExactly(new Raised(720), new Raised(800));
        assertThat(events.readAll(start, Raised.class).page(9).events().get(0))
                .satisfies(part -> assertThat(part.part()).isEqualTo(3))
                .satisfies(part -> assertThat(part.parts()).isEqualTo(3));
        assertThat(events.readAll(start).ofTypes(Moved.class).stream().map(RecordedEvent::data))
                .containsExactly(new Moved("a"), new Moved("b"), new Moved("c"));
        assertThat(events.readAll(start).ofTypeNames("desk-changed").stream().map(RecordedEvent::data))
                .containsExactly(new Moved("b"), new Moved("c"), new Raised(720));
        assertThat(events.readAll(start).ofTypeNames("desk-changed").raw().stream()
                        .map(RecordedEvent::parts))
                .containsExactly(1, 1);
        assertThatThrownBy(() -> events.read(desk, Moved.class).list()).isInstanceOf(UnknownEventTypeException.class);
    }

    @Test
    @DisplayName("EV-26 A state is folded of all parts, with snapshots and without")
    void folding() {
        four();
        List<Object> expected = EXPECTED.stream().<Object>map(Object::toString).toList();
        for (EventTypes types : List.of(BY_CLASS, BY_JSON)) {
            var loaded = with(types).events().repository(DESKS).load(desk.id());
            assertThat(loaded.state().seen()).isEqualTo(expected);
            assertThat(loaded.version()).isEqualTo(4);
        }
        var snapshots = DESKS.snapshots(Snapshots.every(1, "desk", Desk.class));
        old.append(desk, any(), new Changed(List.of(), null)); // at the end, of which nothing is made
        Repository<DeskEvent, Desk, DeskEvent> desks = with(BY_CLASS).events().repository(snapshots);
        desks.execute(desk.id(), new Moved("z"));
        Ledger ledger = new Ledger(database);
        assertThat(ledger.column("select version from holdfast.snapshots where " + Ledger.of("desk", desk.id())))
                .containsExactly("5");
        old.append(desk, any(), new Changed(List.of("y"), 1));
        List<Object> all = new ArrayList<>(expected);
        all.addAll(List.of(new Moved("z").toString(), new Moved("y").toString(), new Raised(1).toString()));
        assertThat(desks.load(desk.id()).state().seen()).isEqualTo(all);
        assertThat(desks.load(desk.id()).version()).isEqualTo(7);
    }

    @Test
    void aLongStreamOfPartsAndNonePagesToItsEnd() {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 20_100; i++) {
            many.add(i < 10_050 ? new Changed(List.of(), null) : new Changed(List.of("r" + i), i));
        }
        old.appendAll(desk, any(), many);
        Aggregate<DeskEvent, Long, DeskEvent> counting = Aggregate.of(
                "desk",
                DeskEvent.class,
                Decider.of(() -> 0L, (event, count) -> List.of(event), (count, event) -> count + 1));
        var loaded = with(BY_CLASS).events().repository(counting).load(desk.id());
        assertThat(loaded.state()).isEqualTo(20_100);
        assertThat(loaded.version()).isEqualTo(20_100);
        assertThat(with(BY_CLASS).events().read(desk).stream().count()).isEqualTo(20_100);
        assertThat(with(BY_CLASS).events().readAll(start).stream().count()).isEqualTo(20_100);
    }

    @Test
    void whatCameInBetweenIsGivenInParts() {
        old.append(desk, any(), new Moved("a"));
        old.append(desk, any(), new Changed(List.of("b"), 720));
        Events events = with(BY_CLASS).events();
        VersionConflictException conflict = catchThrowableOfType(
                VersionConflictException.class, () -> events.append(desk, exactly(1), new Moved("x")));
        assertThat(events.between(conflict, DeskEvent.class))
                .extracting(RecordedEvent::data)
                .containsExactly(new Moved("b"), new Raised(720));
    }

    @Test
    @DisplayName("EV-39 An event whose upcaster fails is given apart as one, with none of its parts")
    void failing() {
        four();
        Events events = with(EventTypes.builder()
                        .add(DeskEvent.class)
                        .split("desk-changed", 1, Changed.class, Object.class, event -> List.of(new Moved("b"), "odd"))
                        .build())
                .events();
        EventPage<Object> page = events.readAll(start).page(9);
        assertThat(page.events()).extracting(RecordedEvent::version).containsExactly(1L, 4L);
        assertThat(page.failed()).extracting(FailedEvent::version).containsExactly(2L, 3L);
        assertThat(page.failed().get(0).cause())
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("desk-changed");
    }

    record Introduced(
            String reader,

            @Personal(subject = "reader", shredded = "\"(gone)\"")
            String name) {}

    record Named(
            String reader,

            @Personal(subject = "reader", shredded = "\"-\"")
            String name) {}

    record Greeted(String reader) {}

    @Test
    @DisplayName("EV-28 Personal members are split by a class, stay readable, and are shredded in all parts")
    void personal() {
        with(EventTypes.builder().add("introduced", Introduced.class).build())
                .events()
                .append(desk, any(), new Introduced("q" + desk.id(), "s3cr3t"));
        JdbiTenantScope scope = with(EventTypes.builder()
                .add("named", Named.class)
                .add("greeted", Greeted.class)
                .split(
                        "introduced",
                        1,
                        Introduced.class,
                        Object.class,
                        event -> List.of(new Named(event.reader(), event.name()), new Greeted(event.reader())))
                .build());
        assertThat(scope.events().read(desk).list())
                .extracting(RecordedEvent::data)
                .containsExactly(new Named("q" + desk.id(), "s3cr3t"), new Greeted("q" + desk.id()));
        scope.because("asked").keys().shredSubject("q" + desk.id());
        assertThat(scope.events().read(desk).list())
                .extracting(RecordedEvent::data, RecordedEvent::shredded)
                .containsExactly(
                        tuple(new Named("q" + desk.id(), "(gone)"), java.util.Set.of("name")),
                        tuple(new Greeted("q" + desk.id()), java.util.Set.of("name")));
    }

    sealed interface AtDesk {}

    record DeskMoved(String room) implements AtDesk {}

    record DeskRaised(int millimetres) implements AtDesk {}

    record DeskChanged(String room, int millimetres) {}

    record DeskNoted(String note) implements AtDesk {}

    @Test
    void aNameThatIsSplitAtOneVersionAndWrittenAtAnotherGivesNobodyWhatWasntAskedFor(TestDatabase database) {
        Events before = Newsroom.holdfast(
                        database,
                        EventSettings.with(EventTypes.builder()
                                .add("desk-changed", DeskChanged.class)
                                .build()))
                .tenant(Newsroom.A)
                .events();
        Events now = Newsroom.holdfast(
                        database,
                        EventSettings.with(EventTypes.builder()
                                .add("desk-moved", DeskMoved.class)
                                .add("desk-raised", DeskRaised.class)
                                .add("desk-changed", 2, DeskNoted.class)
                                .split(
                                        "desk-changed",
                                        1,
                                        DeskChanged.class,
                                        AtDesk.class,
                                        old -> List.of(new DeskMoved(old.room()), new DeskRaised(old.millimetres())))
                                .build()))
                .tenant(Newsroom.A)
                .events();
        Checkpoint start = now.lastCheckpoint();
        StreamId desk = stream("desk", "split and written");
        before.append(desk, any(), new DeskChanged("a", 1));
        now.append(desk, any(), new DeskNoted("written now"));
        now.append(desk, any(), new DeskMoved("b"));
        for (LogRead<?> read :
                List.of(now.readAll(start, DeskMoved.class), now.readAll(start).ofTypes(DeskMoved.class))) {
            assertThat(read.page(10).failed()).isEmpty();
            assertThat(read.page(10).events())
                    .<Object>extracting(RecordedEvent::data)
                    .containsExactly(new DeskMoved("a"), new DeskMoved("b"));
        }
        assertThat(now.readAll(start, DeskNoted.class).page(10).events()).hasSize(1);
        assertThat(now.read(desk, AtDesk.class).list()).hasSize(4);
    }
}
