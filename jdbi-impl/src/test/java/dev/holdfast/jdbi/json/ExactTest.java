package dev.holdfast.jdbi.json;

import static dev.holdfast.event.StreamId.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.holdfast.error.MappingException;
import dev.holdfast.event.EventSettings;
import dev.holdfast.event.EventTypes;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamId;
import dev.holdfast.jdbi.Jackson2Json;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.event.Newsroom;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a codec's own mapper writes to {@code jsonb} comes back the same, with Jackson 3 and with Jackson 2. */
@PostgresTest(template = Newsroom.class)
class ExactTest {

    record Untyped(Map<String, Object> members) {}

    record Times(OffsetDateTime offset, ZonedDateTime zoned, Instant instant, Duration duration) {}

    enum Size {
        SMALL,
        LARGE;

        @Override
        public String toString() {
            return "a size"; // of both
        }
    }

    record Sizes(Size size, Map<Size, Size> by) {}

    record Floating(double number, float small, BigDecimal exact) {}

    record Whole(int number, @Nullable Long more) {}

    record Trees(
            com.fasterxml.jackson.databind.@Nullable JsonNode two, tools.jackson.databind.@Nullable JsonNode three) {}

    private final TestDatabase database;

    ExactTest(TestDatabase database) {
        this.database = database;
    }

    private static JsonCodec codec(boolean two) {
        return two
                ? new Jackson2Json(
                        Jackson2Json.mapper().addModule(new JavaTimeModule()).build())
                : new Jackson3Json();
    }

    /** The value after it was in {@code jsonb}. */
    private <T> T stored(boolean two, T value, Class<T> type) {
        EventTypes types = EventTypes.builder().add(type.getSimpleName(), type).build();
        var events = JdbiHoldfast.builder(database.applicationDataSource())
                .json(codec(two))
                .events(EventSettings.with(types))
                .build()
                .tenant(Newsroom.A)
                .events();
        StreamId stream = stream("exact", UUID.randomUUID());
        events.append(stream, ExpectedVersion.none(), value);
        return events.read(stream, type).list().get(0).data();
    }

    @ParameterizedTest
    @DisplayName("V-7 untyped numbers keep their digits")
    @ValueSource(booleans = {true, false})
    void numbers(boolean two) {
        Map<String, Object> members = Map.of(
                "digits", new BigDecimal("1234567890123.123456789012"),
                "tenth", new BigDecimal("0.1"),
                "zeros", new BigDecimal("1.00"),
                "whole", new BigInteger("1234567890123456789012345"),
                "int", 7,
                "long", 12345678901L);

        assertThat(stored(two, new Untyped(members), Untyped.class).members()).isEqualTo(members);
    }

    @ParameterizedTest
    @DisplayName("V-7 a number of more digits than Jackson takes from strangers comes back")
    @ValueSource(booleans = {true, false})
    void longNumbers(boolean two) {
        BigDecimal large = new BigDecimal("1E+100000");
        Floating back = stored(two, new Floating(1, 1, large), Floating.class);

        assertThat(back.exact()).isEqualByComparingTo(large);
    }

    @ParameterizedTest
    @DisplayName("V-7 a key longer than Jackson takes from strangers comes back; a mapper's own limit is named")
    @ValueSource(booleans = {true, false})
    void longKeys(boolean two) {
        Untyped long60 = new Untyped(Map.of("k".repeat(60_000), 1));
        JsonCodec strict = two
                ? new Jackson2Json(new com.fasterxml.jackson.databind.ObjectMapper())
                : new Jackson3Json(
                        tools.jackson.databind.json.JsonMapper.builder().build());

        assertThat(stored(two, long60, Untyped.class)).isEqualTo(long60);
        assertThatThrownBy(() -> strict.read(strict.write(long60, Untyped.class), Untyped.class))
                .isInstanceOf(MappingException.class)
                .hasMessageContainingAll("getMaxNameLength", "50000", "Give the codec a mapper with a higher one")
                .hasMessageNotContainingAny("kk", "shape");
    }

    @ParameterizedTest
    @DisplayName("V-7 a tree keeps digits and zeros")
    @ValueSource(booleans = {true, false})
    void trees(boolean two) throws Exception {
        String json = "{\"a\":1234567890123.123456789012,\"b\":1.00}";
        Trees trees = two
                ? new Trees(Jackson2Json.mapper().build().readTree(json), null)
                : new Trees(null, Jackson3Json.mapper().build().readTree(json));
        String text = codec(two).write(trees, Trees.class);

        assertThat(text).contains("1234567890123.123456789012", "1.00");
        assertThat(codec(two).write(codec(two).read(text, Trees.class), Trees.class))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @DisplayName("V-7 a time keeps its offset, or its zone")
    @ValueSource(booleans = {true, false})
    void times(boolean two) {
        Times times = new Times(
                OffsetDateTime.parse("2026-03-29T01:30:00.123456789+05:30"),
                ZonedDateTime.parse("2026-03-29T01:30:00.5+01:00[Europe/Berlin]"),
                Instant.parse("2026-03-29T01:30:00.123456789Z"),
                Duration.parse("PT1H0.000000001S"));

        assertThat(stored(two, times, Times.class)).isEqualTo(times);
    }

    @ParameterizedTest
    @DisplayName("V-7 an enum is stored by its name, whatever it prints")
    @ValueSource(booleans = {true, false})
    void enums(boolean two) {
        Sizes sizes = new Sizes(Size.LARGE, Map.of(Size.SMALL, Size.LARGE, Size.LARGE, Size.SMALL));

        assertThat(stored(two, sizes, Sizes.class)).isEqualTo(sizes);
    }

    @ParameterizedTest
    @DisplayName("V-7 NaN and infinity come back where the class says a number; jsonb has no zero with a sign")
    @ValueSource(booleans = {true, false})
    void floating(boolean two) {
        Floating odd = new Floating(Double.NaN, Float.NEGATIVE_INFINITY, BigDecimal.ONE);

        assertThat(stored(two, odd, Floating.class)).isEqualTo(odd);
        assertThat(stored(two, new Floating(-0.0, 0.1f, BigDecimal.ONE), Floating.class))
                .isEqualTo(new Floating(0.0, 0.1f, BigDecimal.ONE));
        assertThat(stored(two, new Untyped(Map.of("nan", Double.NaN)), Untyped.class)
                        .members())
                .isEqualTo(Map.of("nan", "NaN"));
    }

    @ParameterizedTest
    @DisplayName("V-7 what doesn't fit the class is refused, neither cut nor dropped nor made zero")
    @ValueSource(booleans = {true, false})
    void refused(boolean two) {
        for (String json : new String[] {
            "{\"number\":1.9}", "{\"number\":null}", "{}", "{\"number\":12345678901}", "{\"number\":1,\"more\":1.5}"
        }) {
            assertThatThrownBy(() -> codec(two).read(json, Whole.class))
                    .as(json)
                    .isInstanceOf(MappingException.class)
                    .hasMessageContaining("ExactTest$Whole");
        }
        assertThatThrownBy(() -> codec(two).read("{\"number\":1,\"secret\":\"s3cr3t\"}", Whole.class))
                .isInstanceOf(MappingException.class)
                .hasMessageContainingAll("a member that", "Whole doesn't know", "mapper that ignores unknown members")
                .hasMessageNotContaining("s3cr3t");
        assertThat(codec(two).read("{\"number\":1}", Whole.class)).isEqualTo(new Whole(1, null));
    }

    @ParameterizedTest
    @DisplayName("V-7 who builds on the codec's mapper changes what it says, and nothing else")
    @ValueSource(booleans = {true, false})
    void derived(boolean two) {
        JsonCodec lenient = two
                ? new Jackson2Json(Jackson2Json.mapper()
                        .disable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build())
                : new Jackson3Json(Jackson3Json.mapper()
                        .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .build());

        assertThat(lenient.read("{\"number\":1,\"other\":2}", Whole.class)).isEqualTo(new Whole(1, null));
        assertThatThrownBy(() -> lenient.read("{\"number\":1.9}", Whole.class)).isInstanceOf(MappingException.class);
    }
}
