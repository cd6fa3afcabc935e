package dev.holdfast.jdbi.event;

import static dev.holdfast.event.StreamId.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.SchemaException;
import dev.holdfast.event.Aggregate;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.Decider;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.Personal;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.event.UnreadableEventException;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.projection.Projection;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.projection.SteppedProjections;
import dev.holdfast.projection.SteppedProjections.Step;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events that earlier releases stored, as files, and put into the store by SQL. */
@PostgresTest(template = Newsroom.class)
class GoldenFilesTest {

    sealed interface ReaderEvent {}

    @EventType(value = "reader-registered", version = 3)
    record Registered(String first, String last, String tier) implements ReaderEvent {}

    @EventType("reader-subscribed")
    record Subscribed(String plan, long cents) implements ReaderEvent {}

    /** Never stored by an earlier release. */
    @EventType("reader-left")
    record Left() implements ReaderEvent {}

    record RegisteredV1(String name) {}

    record RegisteredV2(String first, String last) {}

    record Reader(List<String> names, long cents) {}

    private static final AtomicInteger IDS = new AtomicInteger();

    private static final EventTypes TYPES = EventTypes.builder()
            .add(ReaderEvent.class)
            .upcast("reader-registered", 1, RegisteredV1.class, RegisteredV2.class, old -> {
                int space = old.name().lastIndexOf(' ');
                return new RegisteredV2(
                        old.name().substring(0, space), old.name().substring(space + 1));
            })
            .upcast(
                    "reader-registered",
                    2,
                    RegisteredV2.class,
                    Registered.class,
                    old -> new Registered(old.first(), old.last(), "free"))
            .alias("reader-paid", "reader-subscribed")
            .ignore("reader-clicked")
            .build();

    private static final Decider<ReaderEvent, Reader, ReaderEvent> DECIDER =
            Decider.of(() -> new Reader(List.of(), 0), (event, reader) -> List.of(event), GoldenFilesTest::evolve);

    private static Reader evolve(Reader reader, ReaderEvent event) {
        if (event instanceof Registered registered) {
            List<String> names = new ArrayList<>(reader.names());
            names.add(registered.first() + "|" + registered.last() + "|" + registered.tier());
            return new Reader(names, reader.cents());
        }
        return event instanceof Subscribed subscribed
                ? new Reader(reader.names(), reader.cents() + subscribed.cents())
                : reader;
    }

    private static final Reader EXPECTED = new Reader(Collections.nCopies(3, "Ann Mary|Smith|free"), 9800);

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;
    private StreamId reader = stream("reader", "none");

    GoldenFilesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(database, EventSettings.with(TYPES));
        this.acme = holdfast.tenant(Newsroom.A);
    }

    private record Stored(String name, int version, String file) {
        private Stored(String name, int version) {
            this(name, version, name + ".v" + version);
        }
    }

    private static String golden(String file) {
        try (InputStream in = Objects.requireNonNull(GoldenFilesTest.class.getResourceAsStream(file + ".json"), file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a client without Holdfast sends. */
    private void append(StreamId stream, List<Stored> events) {
        try (Connection connection = database.applicationDataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement append = connection.prepareStatement(
                    "select outcome, set_config('holdfast.tenant_id', '1', true) from set_config('holdfast.tenant_id', '1',"
                            + " true) t cross join lateral holdfast.append_events(array[?], array[?],"
                            + " array[null]::bigint[], '{}', ?, ?, ?, ?, '{}', '{}', '{}', '{}', '{}') where t = '1'")) {
                append.setString(1, stream.category());
                append.setString(2, stream.id());
                append.setArray(
                        3,
                        connection.createArrayOf(
                                "uuid",
                                Stream.generate(UUID::randomUUID)
                                        .limit(events.size())
                                        .toArray()));
                append.setArray(
                        4,
                        connection.createArrayOf(
                                "text", events.stream().map(Stored::name).toArray()));
                append.setArray(
                        5,
                        connection.createArrayOf(
                                "integer", events.stream().map(Stored::version).toArray()));
                append.setArray(
                        6,
                        connection.createArrayOf(
                                "text",
                                events.stream()
                                        .map(event -> golden(event.file()))
                                        .toArray()));
                try (ResultSet result = append.executeQuery()) {
                    assertThat(result.next()).isTrue();
                    assertThat(result.getString(1)).isEqualTo("appended");
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void whatEarlierReleasesStored() {
        reader = stream("reader", "r" + IDS.incrementAndGet());
        append(
                reader,
                List.of(
                        new Stored("reader-registered", 1),
                        new Stored("reader-clicked", 1),
                        new Stored("reader-registered", 2),
                        new Stored("reader-subscribed", 1),
                        new Stored("reader-paid", 1, "reader-subscribed.v1"),
                        new Stored("reader-registered", 3),
                        new Stored("reader-clicked", 1)));
    }

    private static Reader fold(Stream<? extends RecordedEvent<ReaderEvent>> events) {
        Reader[] state = {DECIDER.initial()};
        events.forEachOrdered(event -> state[0] = DECIDER.evolve(state[0], event.data()));
        return state[0];
    }

    private Aggregate<ReaderEvent, Reader, ReaderEvent> aggregate() {
        return Aggregate.of("reader", ReaderEvent.class, DECIDER);
    }

    private Map<String, Reader> byEveryPath() {
        Map<String, Reader> folded = new LinkedHashMap<>();
        folded.put("list", fold(acme.events().read(reader, ReaderEvent.class).list().stream()));
        folded.put("stream", fold(acme.events().read(reader, ReaderEvent.class).stream()));
        List<RecordedEvent<ReaderEvent>> backwards = new ArrayList<>(
                acme.events().read(reader, ReaderEvent.class).backwards().list());
        Collections.reverse(backwards);
        folded.put("backwards", fold(backwards.stream()));
        folded.put(
                "in a transaction",
                acme.inTransaction(tx -> fold(tx.events().read(reader, ReaderEvent.class).list().stream())));
        folded.put(
                "all of the tenant",
                fold(acme.events().readAll(Checkpoint.START, ReaderEvent.class).inCategories("reader").stream()
                        .filter(event -> event.stream().equals(reader))));
        folded.put(
                "page by page",
                fold(Stream.iterate(
                                acme.events()
                                        .readAll(Checkpoint.START, ReaderEvent.class)
                                        .inCategories("reader")
                                        .page(2),
                                page -> !page.events().isEmpty(),
                                page -> acme.events()
                                        .readAll(page.checkpoint(), ReaderEvent.class)
                                        .inCategories("reader")
                                        .page(2))
                        .flatMap(page -> page.events().stream())
                        .filter(event -> event.stream().equals(reader))));
        folded.put(
                "across tenants",
                fold(holdfast
                        .acrossTenants("golden files")
                        .events()
                        .readAll(Checkpoint.START, ReaderEvent.class)
                        .inCategories("reader")
                        .stream()
                        .filter(event -> event.stream().equals(reader))));
        folded.put(
                "repository",
                acme.events().repository(aggregate()).load(reader.id()).state());
        folded.put(
                "repository with snapshots",
                acme.events()
                        .repository(aggregate().snapshots(Snapshots.every(1, "reader", Reader.class)))
                        .load(reader.id())
                        .state());
        String projection = "readers-" + IDS.incrementAndGet();
        folded.put("projection", projected(projection, 1));
        folded.put("its rebuild", projected(projection, 2));
        return folded;
    }

    /** What a projection makes of all events, in batches that end within the stream. */
    private Reader projected(String name, int version) {
        Reader[] state = {DECIDER.initial()};
        JdbiHoldfast projecting = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .acrossTenants(database.acrossTenantsDataSource())
                .json(new Jackson3Json())
                .events(EventSettings.with(TYPES))
                .projections(ProjectionSettings.with(Projection.named(name)
                        .version(version)
                        .inCategories("reader")
                        .on(ReaderEvent.class, (event, tx) -> {
                            if (event.stream().equals(reader)) {
                                state[0] = DECIDER.evolve(state[0], event.data());
                            }
                        })
                        .build()))
                .build();
        try (SteppedProjections stepped = projecting.projections().stepped(Clock.systemUTC(), 3)) {
            Step all = stepped.runUntilIdle();
            assertThat(all.parked()).isEmpty();
            assertThat(all.failures()).isEmpty();
        }
        return state[0];
    }

    @Test
    @DisplayName("EV-26 Events of all versions, folded through every path, give the same state")
    void everyPathGivesTheSameState() {
        assertThat(byEveryPath()).hasSize(11).allSatisfy((path, state) -> assertThat(state)
                .isEqualTo(EXPECTED));
        Aggregate<ReaderEvent, Reader, ReaderEvent> withSnapshots =
                aggregate().snapshots(Snapshots.every(1, "reader", Reader.class));
        assertThat(acme.events()
                        .repository(withSnapshots)
                        .execute(reader.id(), new Left())
                        .version())
                .as("ignored events count")
                .isEqualTo(8);
        assertThat(snapshotVersions()).containsExactly("7");
        assertThat(byEveryPath()).allSatisfy((path, state) -> assertThat(state).isEqualTo(EXPECTED));
        acme.events().archive(reader, ExpectedVersion.any());
        assertThat(byEveryPath()).allSatisfy((path, state) -> assertThat(state).isEqualTo(EXPECTED));
    }

    private List<String> snapshotVersions() {
        return dev.holdfast.jdbi.attack.Sql.column(
                database.superuserDataSource(),
                "select n.version from holdfast.snapshots n join holdfast.streams s using (tenant_id, stream_no)"
                        + " where s.stream_id = '" + reader.id() + "'");
    }

    @Test
    @DisplayName("EV-26 The events in between of a conflict are of the current version too")
    void eventsInBetween() {
        assertThatThrownBy(() -> acme.events().append(reader, ExpectedVersion.none(), new Left()))
                .isInstanceOf(VersionConflictException.class);
        assertThatThrownBy(() -> acme.events().append(reader, ExpectedVersion.exactly(1), new Left()))
                .isInstanceOfSatisfying(VersionConflictException.class, lost -> assertThat(
                                fold(acme.events().between(lost, ReaderEvent.class).stream()))
                        .isEqualTo(new Reader(Collections.nCopies(2, "Ann Mary|Smith|free"), 9800)));
    }

    @Test
    void anEventTellsUnderWhichNameAndVersionItWasStored() {
        assertThat(acme.events().read(reader).list())
                .extracting(event -> event.version() + " " + event.type() + " " + event.schemaVersion())
                .containsExactly(
                        "1 reader-registered 1",
                        "3 reader-registered 2",
                        "4 reader-subscribed 1",
                        "5 reader-paid 1",
                        "6 reader-registered 3");
    }

    @Test
    void aClassFindsEventsUnderAllTheirNames() {
        assertThat(acme.events().readAll(Checkpoint.START, Subscribed.class).stream()
                        .filter(event -> event.stream().equals(reader))
                        .map(RecordedEvent::type))
                .containsExactly("reader-subscribed", "reader-paid");
    }

    @Test
    void aNameThatIsNotRegisteredIsNoticed() {
        StreamId other = stream("unknown", "u1");
        append(other, List.of(new Stored("reader-vanished", 1, "reader-clicked.v1")));
        for (StreamId known : List.of(other)) {
            assertThatThrownBy(() -> acme.events().read(known).list())
                    .isInstanceOfSatisfying(UnknownEventTypeException.class, unknown -> assertThat(unknown.type())
                            .isEqualTo("reader-vanished"))
                    .hasMessageContainingAll("unknown/u1", "\"reader-vanished\"", "alias(…)", "ignore(");
        }
        assertThatThrownBy(() -> acme.events()
                        .readAll(Checkpoint.START)
                        .inCategories("unknown")
                        .page(10)
                        .orThrow())
                .isInstanceOf(UnreadableEventException.class)
                .hasCauseInstanceOf(UnknownEventTypeException.class);
    }

    @Test
    void aNewerVersionIsNoticed() {
        StreamId other = stream("newer", "n1");
        append(other, List.of(new Stored("reader-registered", 4, "reader-registered.v3")));
        assertThatThrownBy(() -> acme.events().read(other).list())
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContainingAll("newer/n1", "schema version 4", "a newer one wrote it");
    }

    @Test
    void anotherClassThanAskedForIsNoticed() {
        assertThatThrownBy(() -> acme.events().read(reader, Subscribed.class).list())
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContainingAll(
                        "\"reader-registered\"", Registered.class.getName(), Subscribed.class.getName());
        assertThat(acme.events().read(reader, Record.class).list()).hasSize(5);
    }

    @Test
    void aClassThatIsNotRegisteredIsNotStored() {
        assertThatThrownBy(() -> acme.events().append(reader, ExpectedVersion.any(), new RegisteredV1("A B")))
                .isInstanceOf(UnknownEventTypeException.class)
                .hasMessageContainingAll(RegisteredV1.class.getName(), "@EventType");
    }

    @EventType("member-joined")
    record JoinedV1(
            String memberId, @Personal(subject = "memberId") String name) {}

    @EventType(value = "member-joined", version = 2)
    record Joined(
            String memberId, @Personal(subject = "memberId") String fullName, int year) {}

    @Test
    @DisplayName("EV-26 Personal members of an earlier version are decrypted under its names")
    void personalMembersOfAnEarlierVersion() {
        JdbiHoldfast before = Newsroom.holdfast(database, EventSettings.with(EventTypes.of(JoinedV1.class)));
        StreamId member = stream("member", "m1");
        before.tenant(Newsroom.A).events().append(member, ExpectedVersion.none(), new JoinedV1("m1", "Ann"));
        EventTypes types = EventTypes.builder()
                .add(Joined.class)
                .upcast(
                        "member-joined",
                        1,
                        JoinedV1.class,
                        Joined.class,
                        old -> new Joined(old.memberId(), String.valueOf(old.name()), 1999))
                .build();
        JdbiTenantScope now =
                Newsroom.holdfast(database, EventSettings.with(types)).tenant(Newsroom.A);
        now.events().append(member, ExpectedVersion.exactly(1), new Joined("m1", "Ann S.", 2026));
        assertThat(now.events().read(member).list())
                .extracting(RecordedEvent::data)
                .containsExactly(new Joined("m1", "Ann", 1999), new Joined("m1", "Ann S.", 2026));
        now.keys().shredSubject("m1");
        assertThat(now.events().read(member).list())
                .extracting(RecordedEvent::shredded)
                .containsExactly(java.util.Set.of("name"), java.util.Set.of("fullName"));
    }

    @Test
    void personalMembersNeedEncryptionFromTheStart() {
        assertThatThrownBy(() -> JdbiHoldfast.builder(database.applicationDataSource())
                        .schema(dev.holdfast.jdbi.fixture.Press.SCHEMA)
                        .json(new dev.holdfast.jdbi.Jackson3Json())
                        .events(EventSettings.with(EventTypes.of(JoinedV1.class)))
                        .build())
                .isInstanceOf(SchemaException.class)
                .hasMessageContainingAll("\"member-joined\"", "encryption(");
    }
}
