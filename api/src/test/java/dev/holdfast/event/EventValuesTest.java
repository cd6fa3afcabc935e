package dev.holdfast.event;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventValuesTest {

    record Noted(String text) {}

    private static void invalid(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessageContainingAll(parts);
    }

    private static RecordedEvent<Noted> recorded(UUID id, EventMetadata metadata) {
        return new RecordedEvent<>(
                1L,
                stream("note", 1),
                1,
                new Position(7),
                id,
                "noted",
                1,
                Instant.EPOCH,
                new Noted("secret"),
                Set.of(),
                Set.of(),
                () -> metadata);
    }

    @Test
    void expectedVersions() {
        assertThat(ExpectedVersion.any().code()).isNull();
        assertThat(ExpectedVersion.none().code()).isZero();
        assertThat(ExpectedVersion.exists().code()).isEqualTo(-1);
        assertThat(ExpectedVersion.exactly(5).code()).isEqualTo(5);
        assertThat(ExpectedVersion.exactly(0)).isSameAs(ExpectedVersion.none());
        assertThat(ExpectedVersion.exactly(5))
                .isEqualTo(ExpectedVersion.exactly(5))
                .hasSameHashCodeAs(ExpectedVersion.exactly(5));
        assertThat(ExpectedVersion.exactly(5))
                .isNotEqualTo(ExpectedVersion.exactly(6))
                .isNotEqualTo(ExpectedVersion.any());
        assertThat(List.of(
                        ExpectedVersion.any(),
                        ExpectedVersion.none(),
                        ExpectedVersion.exists(),
                        ExpectedVersion.exactly(5)))
                .map(ExpectedVersion::toString)
                .containsExactly("any", "none", "exists", "exactly 5");
        invalid(() -> ExpectedVersion.exactly(-1), "negative");
    }

    @Test
    void whatAnExpectedVersionAccepts() {
        Map<ExpectedVersion, List<Boolean>> of0And1And5 = Map.of(
                ExpectedVersion.any(), List.of(true, true, true),
                ExpectedVersion.none(), List.of(true, false, false),
                ExpectedVersion.exists(), List.of(false, true, true),
                ExpectedVersion.exactly(5), List.of(false, false, true));
        of0And1And5.forEach((expected, accepted) -> assertThat(
                        List.of(expected.accepts(0), expected.accepts(1), expected.accepts(5)))
                .as(expected.toString())
                .isEqualTo(accepted));
    }

    @Test
    void positions() {
        assertThat(Position.START.token()).isEqualTo("p0");
        assertThat(Position.START).isLessThan(new Position(1));
        assertThat(new Position(10)).isGreaterThan(new Position(9)).hasToString("p10");
        for (long value : new long[] {0, 1, 999_999_999_999_999_999L}) {
            assertThat(Position.parse(new Position(value).token())).isEqualTo(new Position(value));
        }
        for (String token : List.of("", "p", "5", "p-1", "p01", "P1", "p1 ", "p1.0", "p9999999999999999999", "p١")) {
            invalid(() -> Position.parse(token), "A position's token");
        }
        invalid(() -> new Position(-1), "negative");
    }

    @Test
    void checkpoints() {
        assertThat(Checkpoint.START).hasToString("c0").isEqualTo(Checkpoint.parse("c0"));
        assertThat(Checkpoint.START.position()).isEqualTo(Position.START);
        String token = "c17.0123456789abcdef.89abcdef";
        Checkpoint checkpoint = Checkpoint.parse(token);
        assertThat(checkpoint.token()).isEqualTo(token);
        assertThat(checkpoint.position()).isEqualTo(new Position(17));
        assertThat(checkpoint)
                .hasToString(token)
                .isEqualTo(Checkpoint.parse(token))
                .hasSameHashCodeAs(Checkpoint.parse(token));
        assertThat(checkpoint).isNotEqualTo(Checkpoint.parse(token.replace("17", "18")));
        Checkpoint next = checkpoint.at(new Position(18), UUID.fromString("00000000-0000-7000-8000-000000000001"));
        assertThat(next).hasToString("c18.1ead02f2ef442466.89abcdef");
        assertThat(Checkpoint.parse("c999999999999999999.0123456789abcdef.89abcdef")
                        .position())
                .isEqualTo(new Position(999_999_999_999_999_999L));
        for (String garbage : List.of(
                "",
                "c",
                "0",
                "p17",
                "c17",
                "c0.0123456789abcdef.89abcdef",
                "c017.0123456789abcdef.89abcdef",
                "c-17.0123456789abcdef.89abcdef",
                "d17.0123456789abcdef.89abcdef",
                "c17.0123456789abcde.89abcdef",
                "c17.0123456789ABCDEF.89abcdef",
                "c17.0123456789abcdef.89abcdef ",
                "c17.0123456789abcdef.89abcdef\n",
                "c17.0123456789abcdef",
                "c1234567890123456789.0123456789abcdef.89abcdef")) {
            invalid(() -> Checkpoint.parse(garbage), "A checkpoint's token");
        }
        assertThatThrownBy(() -> Checkpoint.START.at(new Position(1), new UUID(0, 1)))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // a Java caller may
    void nullIsToldWithWhatToDo() {
        invalid(() -> Checkpoint.parse(null), "parse(…) was given null", "Checkpoint.START");
        invalid(() -> StreamAppend.to(stream("note", 1), null, new Noted("a")), "append(…) was given null", "any()");
        invalid(() -> StreamAppend.to(null, ExpectedVersion.any(), new Noted("a")), "append(…) was given null");
    }

    @Test
    void streamIds() {
        UUID id = UUID.randomUUID();
        assertThat(stream("article", "a/b ü")).hasToString("article/a/b ü");
        assertThat(stream("article", id)).isEqualTo(new StreamId("article", id.toString()));
        assertThat(stream("article", 5)).isEqualTo(stream("article", "5"));
        assertThat(stream("c".repeat(100), "i".repeat(400)).id()).hasSize(400);
        for (String bad : List.of("", " ")) {
            invalid(() -> stream(bad, "1"), "category", "blank");
            invalid(() -> stream("a", bad), "id of a stream", "blank");
        }
        for (String bad : List.of("a\0b", "a\ud800")) {
            String what = bad.indexOf('\0') > 0 ? "NUL character" : "lone surrogate";
            invalid(() -> stream(bad, "1"), "category", what);
            invalid(() -> stream("a", bad), "id of a stream", what);
            invalid(() -> EventMetadata.none().with("k", bad), what);
            invalid(() -> EventMetadata.none().correlation(bad), "correlation", what);
        }
        invalid(() -> stream("c".repeat(101), "1"), "100");
        invalid(() -> stream("c", "i".repeat(401)), "400");
        invalid(() -> stream("a/b", "1"), "slash");
    }

    @Test
    void metadata() {
        EventMetadata told = EventMetadata.none()
                .correlation("c")
                .causation("d")
                .with("k", "1")
                .with("k", "2");
        assertThat(told).isEqualTo(new EventMetadata("c", "d", null, null, Map.of("k", "2")));
        assertThat(EventMetadata.none()).isEqualTo(new EventMetadata(null, null, null, null, Map.of()));
        for (String name : EventMetadata.RESERVED) {
            invalid(() -> EventMetadata.none().with(name, "x"), name, "the store's own");
            invalid(() -> new EventMetadata(null, null, null, null, Map.of(name, "x")), name, "the store's own");
        }
        for (String bad : List.of("", " ", "a\0b", "a".repeat(1001))) {
            invalid(() -> EventMetadata.none().correlation(bad), "correlation");
            invalid(() -> EventMetadata.none().causation(bad), "causation");
            invalid(() -> EventMetadata.none().with(bad, "x"), "A name in metadata");
            invalid(() -> EventMetadata.none().with("k", bad), "k");
        }
        Map<String, String> own = new HashMap<>(Map.of("a", "b"));
        EventMetadata copied = new EventMetadata(null, null, null, null, own);
        own.put("c", "d");
        assertThat(copied.own()).containsOnlyKeys("a");
        assertThatThrownBy(() -> copied.own().put("c", "d")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatFollowsFromAnEventIsCorrelatedWithIt() {
        UUID id = UUID.randomUUID();
        assertThat(EventMetadata.causedBy(recorded(id, EventMetadata.none())))
                .isEqualTo(EventMetadata.none().correlation(id.toString()).causation(id.toString()));
        EventMetadata told =
                EventMetadata.none().correlation("request").causation("other").with("k", "v");
        assertThat(EventMetadata.causedBy(recorded(id, told)))
                .isEqualTo(EventMetadata.none().correlation("request").causation(id.toString()));
    }

    @Test
    void recordedEventsReadTheirMetadataOnceAndHideTheirData() {
        List<EventMetadata> read = new ArrayList<>();
        RecordedEvent<Noted> event = new RecordedEvent<>(
                1L,
                stream("note", 1),
                3,
                new Position(7),
                new UUID(0, 1),
                "noted",
                2,
                Instant.EPOCH,
                new Noted("secret"),
                Set.of("text"),
                Set.of(5L),
                () -> {
                    read.add(EventMetadata.none());
                    return EventMetadata.none();
                });
        assertThat(read).isEmpty();
        assertThat(event.metadata()).isSameAs(event.metadata());
        assertThat(read).hasSize(1);
        assertThat(event).hasToString("RecordedEvent[note/1@3, noted, p7]");
    }

    @Test
    void newEvents() {
        NewEvent event = NewEvent.of(new Noted("secret"));
        assertThat(event.id().version()).isEqualTo(7);
        assertThat(NewEvent.of(event)).isSameAs(event);
        assertThat(event.metadata()).isNull();
        UUID id = UUID.randomUUID();
        EventMetadata metadata = EventMetadata.none().with("k", "v");
        NewEvent other = event.id(id).metadata(metadata);
        assertThat(other.id()).isEqualTo(id);
        assertThat(other.metadata()).isEqualTo(metadata);
        assertThat(other.data()).isSameAs(event.data());
        assertThat(other).hasToString("NewEvent[" + id + ", Noted]");
    }

    @Test
    void appends() {
        StreamId note = stream("note", 1);
        NewEvent event = NewEvent.of(new Noted("a"));
        StreamAppend append = StreamAppend.to(note, ExpectedVersion.any(), event, new Noted("b"));
        assertThat(append.events()).hasSize(2).first().isSameAs(event);
        assertThat(StreamAppend.toAll(note, ExpectedVersion.any(), List.of(event))
                        .events())
                .containsExactly(event);
        invalid(() -> StreamAppend.to(note, ExpectedVersion.any()), "note/1", "has no events");
        invalid(
                () -> StreamAppend.to(note, ExpectedVersion.any(), event, event),
                event.id().toString());
        List<@Nullable Object> withNull = new ArrayList<>(Arrays.asList(new Noted("a"), null));
        assertThatThrownBy(() -> StreamAppend.toAll(note, ExpectedVersion.any(), withNull))
                .isInstanceOf(NullPointerException.class);
        List<NewEvent> events = new ArrayList<>(List.of(event));
        StreamAppend copied = new StreamAppend(note, ExpectedVersion.any(), events);
        events.clear();
        assertThat(copied.events()).hasSize(1);
    }

    private static final EventRunner NOBODY = (EventRunner) Proxy.newProxyInstance(
            EventRunner.class.getClassLoader(), new Class<?>[] {EventRunner.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private static VersionConflictException conflict(ExpectedVersion expected, long actual) {
        return new VersionConflictException(1L, stream("note", 1), expected, actual, null);
    }

    @Test
    void conflictsSayWhatWasExpectedWhatIsThereAndWhatToDo() {
        assertThat(conflict(ExpectedVersion.exactly(2), 5))
                .hasMessage("The stream note/1 was expected at version 2 and is at 5: read what came in between, and"
                        + " decide anew");
        assertThat(conflict(ExpectedVersion.exactly(5), 2))
                .hasMessage("The stream note/1 was expected at version 5 and is only at 2: take the version from the"
                        + " stream itself");
        assertThat(conflict(ExpectedVersion.none(), 2).getMessage()).contains("was expected to be new and is at 2:");
        assertThat(conflict(ExpectedVersion.exists(), 0).getMessage())
                .contains("was expected to exist and isn't there:");
        assertThat(conflict(ExpectedVersion.exactly(2), -1).getMessage())
                .contains("at version 2 and was changed by another transaction");
        VersionConflictException truncation = VersionConflictException.ofTruncation(1L, stream("note", 1), 9, 5);
        assertThat(truncation)
                .hasMessage("The stream note/1 can't begin at version 9, since it is only at 5: truncate it before 6 at"
                        + " most, which leaves none of its events");
        assertThat(truncation.expected()).isEqualTo(ExpectedVersion.exactly(8));
        assertThat(truncation.actual()).hasValue(5);
    }

    @Test
    void aClosedStreamIsToldToWhoAppendsAndToWhoClosesIt() {
        StreamId note = stream("note", 1);
        assertThat(new StreamClosedException(note, StreamState.CLOSED))
                .hasMessage("The stream note/1 is closed and takes no more events: begin another stream");
        assertThat(StreamClosedException.already(note, StreamState.ARCHIVED))
                .hasMessage("The stream note/1 is archived already: nothing was changed, and nothing needs to be");
    }

    @Test
    void whoListsStreamsFromTheFirstOneSaysNothing() {
        assertThatThrownBy(() -> new Events(NOBODY).streams("note").after(""))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("The id behind which streams are listed is empty: leave after(…) out to begin at the first"
                        + " one.");
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"})
    private static <T extends HoldfastException> T sent(T exception) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(exception);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void exceptionsThatAreSerializedKeepTheirParts() throws Exception {
        StreamId note = stream("note", 1);
        UUID id = new UUID(0, 1);
        assertThat(sent(new EventIdReusedException(id, note)).existing()).isEqualTo(note);
        assertThat(sent(new StreamClosedException(note, StreamState.CLOSED)).stream())
                .isEqualTo(note);
        assertThat(sent(new StreamMissingException(note)).stream()).isEqualTo(note);
        assertThat(sent(new TruncatedStreamException(note, 5)).stream()).isEqualTo(note);
        PartialDuplicateException partial =
                sent(new PartialDuplicateException(List.of(note), List.of(id), List.of(new UUID(0, 2))));
        assertThat(partial.streams()).containsExactly(note);
        assertThat(partial.known()).containsExactly(id);
        VersionConflictException conflict = sent(conflict(ExpectedVersion.exactly(2), 5));
        assertThat(conflict.stream()).isEqualTo(note);
        assertThat(conflict.tenantId()).isEqualTo(1L);
        assertThat(conflict.expected()).isEqualTo(ExpectedVersion.exactly(2));
        assertThat(conflict.actual()).hasValue(5);
        assertThatThrownBy(() -> new Events(NOBODY).between(conflict))
                .as("whoever has it asks a session of its own")
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aListOfEventsIsNoEvent() {
        assertThat(UnknownEventTypeException.ofClass(ArrayList.class)).hasMessageContaining("appendAll");
        assertThat(UnknownEventTypeException.ofClass(Noted.class)).hasMessageContaining("@EventType");
    }

    @Test
    void settings() {
        EventSettings settings = EventSettings.with(EventTypes.builder().build());
        assertThat(settings.maxPayload()).isEqualTo(1_000_000);
        assertThat(settings.maxPayload(5).maxPayload()).isEqualTo(5);
        invalid(() -> settings.maxPayload(0), "maxPayload");
        invalid(() -> settings.maxPayload(200_000_001), "maxPayload");
        invalid(() -> Snapshots.every(0, "a", Noted.class), "below 1");
        invalid(() -> Snapshots.every(1, " ", Noted.class), "blank");
        invalid(() -> Snapshots.every(1, "a", Noted.class).version(0), "below 1");
        assertThat(Snapshots.every(1, "a", Noted.class).version(2).version()).isEqualTo(2);
        invalid(() -> ConflictPolicy.attempts(0), "attempts");
        assertThat(new Snapshot<>(stream("note", 1), 1, new Noted("secret"), Set.of()))
                .hasToString("Snapshot[note/1@1]");
        assertThat(new Loaded<>(stream("note", 1), 1, new Noted("secret"))).hasToString("Loaded[note/1@1]");
        assertThat(new Executed<>(stream("note", 1), 1, new Noted("secret"), List.of(new Noted("secret")), null, 1))
                .hasToString("Executed[note/1@1, 1 events]");
    }
}
