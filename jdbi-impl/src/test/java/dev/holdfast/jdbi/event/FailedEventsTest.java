package dev.holdfast.jdbi.event;

import static dev.holdfast.event.ExpectedVersion.any;
import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.error.DatabaseException;
import dev.holdfast.error.MappingException;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventType;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.FailedEvent;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.UnknownEventTypeException;
import dev.holdfast.event.UnreadableEventException;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that plain SQL has appended, and that a reader can't read. */
@PostgresTest(template = Newsroom.class)
class FailedEventsTest {

    enum Colour {
        RED
    }

    record PaintedV1(String colour) {}

    @EventType(value = "painted", version = 2)
    record Painted(Colour colour) {}

    private static final String APPEND = "select event_version from holdfast.append_event(?, ?, null, ?, ?::jsonb)";

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;
    private final JdbiTenantScope acme;
    private Checkpoint start = Checkpoint.START;

    FailedEventsTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Newsroom.holdfast(
                database,
                EventSettings.with(EventTypes.builder()
                        .add(Painted.class)
                        .upcast(
                                "painted",
                                1,
                                PaintedV1.class,
                                Painted.class,
                                old -> new Painted(Colour.valueOf(old.colour())))
                        .build()));
        this.acme = holdfast.tenant(Newsroom.A);
    }

    @BeforeEach
    void begin() {
        start = acme.events().lastCheckpoint();
    }

    private void append(String category, String id, String type, String data) {
        acme.useHandle(handle -> handle.select(APPEND, category, id, type, data)
                .mapTo(Long.class)
                .one());
    }

    private void painted(String id) {
        acme.events().append(stream("wall", id), any(), new Painted(Colour.RED));
    }

    @ParameterizedTest
    @CsvSource({"' ',a", "'',a", "a/b,a", "wall,' '", "wall,''", "300,a", "wall,5000"})
    @DisplayName("EV-39 the functions refuse the names of streams that the model refuses")
    void names(String category, String id) {
        String wantedCategory = category.equals("300") ? "c".repeat(300) : category;
        String wantedId = id.equals("5000") ? "i".repeat(5000) : id;
        assertThatThrownBy(() -> append(wantedCategory, wantedId, "painted", "{}"))
                .isInstanceOfSatisfying(DatabaseException.class, refused -> assertThat(refused.sqlState())
                        .isEqualTo("22023"));
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "201"})
    @DisplayName("EV-39 the functions refuse the names of types that the model refuses, for a stream that is there too")
    void types(String type) {
        painted("t");
        assertThatThrownBy(() -> append("wall", "t", type.equals("201") ? "t".repeat(201) : type, "{}"))
                .isInstanceOfSatisfying(DatabaseException.class, refused -> assertThat(refused.sqlState())
                        .isEqualTo("22023"));
    }

    @Test
    @DisplayName("EV-39 an event that can't be read is given apart, and stops no reader of others, across tenants too")
    void apart() {
        painted("before");
        append("wall", "odd", "painted", "{\"colour\": [\"s3cr3t\"]}");
        append("wall", "odd", "never-registered", "{}");
        append("wall", "odd", "painted", "\"s3cr3t\"");
        painted("renamed");
        new Ledger(database)
                .run("update holdfast.streams set stream_id = repeat('r', 401) where stream_id = 'renamed'");
        painted("behind");
        for (var events : List.of(acme.events(), holdfast.acrossTenants("test").events())) {
            EventPage<Object> page = events.readAll(start).page(100);
            assertThat(page.events().stream().map(event -> event.stream().id())).containsExactly("before", "behind");
            assertThat(page.failed())
                    .extracting(FailedEvent::streamId, FailedEvent::version, FailedEvent::type, FailedEvent::tenantId)
                    .containsExactly(
                            tuple("odd", 1L, "painted", Newsroom.A),
                            tuple("odd", 2L, "never-registered", Newsroom.A),
                            tuple("odd", 3L, "painted", Newsroom.A),
                            tuple("r".repeat(401), 1L, "painted", Newsroom.A));
            assertThat(page.failed().get(0).data()).contains("s3cr3t");
            assertThat(page.failed().get(0).cause()).isInstanceOf(MappingException.class);
            assertThat(page.failed().get(1).cause()).isInstanceOf(UnknownEventTypeException.class);
            assertThat(page.failed().toString()).doesNotContain("s3cr3t");
            assertThat(page.checkpoint().position())
                    .isEqualTo(page.events().get(1).position());
            assertThat(events.readAll(page.checkpointAt(page.failed().get(3).position()))
                            .page(100)
                            .orThrow()
                            .events())
                    .hasSize(1);
            assertThatThrownBy(page::orThrow)
                    .isInstanceOfSatisfying(UnreadableEventException.class, odd -> assertThat(odd.failed())
                            .isEqualTo(page.failed().get(0)))
                    .hasMessageContaining("version 1 of the stream wall/odd of tenant " + Newsroom.A)
                    .hasMessageNotContaining("s3cr3t");
            List<String> seen = new ArrayList<>();
            assertThatThrownBy(() -> events.readAll(start).stream()
                            .map(RecordedEvent::stream)
                            .forEach(given -> seen.add(given.id())))
                    .isInstanceOf(UnreadableEventException.class);
            assertThat(seen).as("those before it").containsExactly("before");
        }
    }

    @Test
    @DisplayName("EV-39 a page of events that can't be read moves on")
    void onlyFailed() {
        append("wall", "x1", "never-registered", "{}");
        append("wall", "x1", "never-registered", "{}");
        append("wall", "x1", "never-registered", "{}");
        EventPage<Object> page = acme.events().readAll(start).page(2);
        assertThat(page.events()).isEmpty();
        assertThat(page.failed()).hasSize(2);
        assertThat(page.caughtUp()).isFalse();
        EventPage<Object> next = acme.events().readAll(page.checkpoint()).page(2);
        assertThat(next.failed()).extracting(FailedEvent::version).containsExactly(3L);
        assertThat(next.caughtUp()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1,'{\"colour\": \"PINK\"}'", "2,'{\"colour\": \"PINK\"}'", "2,'{\"color\": \"RED\"}'"})
    @DisplayName(
            "EV-47 an upcaster that throws, an unknown enum value or member is told with stream, version and schema version")
    void told(int schemaVersion, String data) {
        String id = "told" + schemaVersion + data.length() + Math.abs(data.hashCode());
        acme.useHandle(handle -> handle.createQuery("select event_version from holdfast.append_event('wall', :id, null,"
                        + " 'painted', :data::jsonb, schema_version => :version)")
                .bindMap(Map.of("id", id, "data", data, "version", schemaVersion))
                .mapTo(Long.class)
                .one());
        assertThatThrownBy(() -> acme.events().read(stream("wall", id)).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContainingAll("event 1 ", "wall/" + id, "\"painted\"", "schema version " + schemaVersion)
                .hasMessageNotContaining("PINK");
        FailedEvent failed = acme.events()
                .readAll(start)
                .inCategories("wall")
                .page(10)
                .failed()
                .get(0);
        assertThat(failed.schemaVersion()).isEqualTo(schemaVersion);
        assertThat(failed.cause()).hasMessageContaining("wall/" + id);
    }
}
