package dev.holdfast.jdbi.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.holdfast.jdbi.Jackson2Json;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.sql.JsonCheck;
import dev.holdfast.sql.JsonCodec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the shipped codecs find in a type, without a value of it. */
class JsonCheckTest {

    static final List<JsonCodec> CODECS = List.of(
            new Jackson3Json(),
            new Jackson3Json(tools.jackson.databind.json.JsonMapper.builder().build()),
            new Jackson2Json(),
            new Jackson2Json(new com.fasterxml.jackson.databind.ObjectMapper()));

    record OfTime(Instant at) {}

    record OfOptional(Optional<String> text) {}

    static Stream<Arguments> sound() {
        List<Type> types = List.of(
                Sound.Plain.class,
                Sound.Empty.class,
                Sound.Nested.class,
                Sound.Untyped.class,
                Sound.Ring.class,
                Sound.Tree.class,
                Sound.OfPlain.class,
                Sound.Computed.class,
                Sound.ComputedByName.class,
                Sound.IgnoredComponent.class,
                Sound.Id.class,
                Sound.OfIds.class,
                Sound.Delegating.class,
                Sound.Created.class,
                Sound.Bean.class,
                Sound.WithAny.class,
                Sound.Unwrapping.class,
                Sound.OfShapes.class,
                Sound.Circle.class,
                Object.class,
                Map.class,
                List.class,
                String.class,
                int.class,
                com.fasterxml.jackson.databind.JsonNode.class,
                tools.jackson.databind.JsonNode.class);
        return CODECS.stream().flatMap(codec -> types.stream()
                .filter(type -> !type.getTypeName().endsWith("JsonNode")
                        || type.getTypeName().startsWith("tools") == codec instanceof Jackson3Json)
                .map(type -> Arguments.of(codec, type)));
    }

    @ParameterizedTest
    @DisplayName("V-6 what can be read as it was written is let through")
    @MethodSource("sound")
    void sound(JsonCodec codec, Type type) {
        JsonCheck check = codec.check(type);

        assertThat(check.isChecked()).isTrue();
        assertThat(check.problems()).isEmpty();
    }

    static Stream<Arguments> values() {
        Sound.Plain plain =
                new Sound.Plain(3, "dark", Sound.Level.HIGH, new BigDecimal("1.00"), new byte[] {1}, new int[] {1, 2});
        Sound.Bean bean = new Sound.Bean();
        bean.setColumns(7);
        List<Object> values = List.of(
                plain,
                new Sound.Empty(),
                new Sound.Ring("a", List.of(new Sound.Ring("b", List.of(), null)), null),
                new Sound.OfPlain(new Sound.Page<>(plain, List.of()), new Sound.Page<>(List.of("x"), List.of())),
                new Sound.Computed(2, 3),
                new Sound.ComputedByName(2, 3),
                new Sound.OfIds(Sound.Id.of("a"), Map.of(Sound.Id.of("k"), Sound.Id.of("v"))),
                bean,
                new Sound.Unwrapping(),
                new Sound.OfShapes(
                        new Sound.Circle(1),
                        List.of(new Sound.Square(2)),
                        new Sound.One(3),
                        List.of(new Sound.Dog("Rex"))));
        return CODECS.stream().flatMap(codec -> values.stream().map(value -> Arguments.of(codec, value)));
    }

    @ParameterizedTest
    @DisplayName("V-6 what is let through does come back")
    @MethodSource("values")
    void comesBack(JsonCodec codec, Object value) {
        String json = codec.write(value, value.getClass());

        assertThat(codec.write(codec.read(json, value.getClass()), value.getClass()))
                .isEqualTo(json);
    }

    static Stream<Arguments> unsound() {
        Map<Class<?>, List<String>> expected = Map.ofEntries(
                Map.entry(
                        Unsound.Computed.class,
                        List.of("Computed.area is written, and nothing reads it", "@JsonIgnore")),
                Map.entry(Unsound.Lenient.class, List.of("Lenient.double is written, and nothing reads it")),
                Map.entry(
                        Unsound.NoCreator.class,
                        List.of(
                                "NoCreator is written, and no constructor that Jackson can call",
                                "record",
                                "@JsonCreator")),
                Map.entry(Unsound.Defaults.class, List.of("Defaults.columns is written", "Defaults.theme is written")),
                Map.entry(
                        Unsound.NoGetters.class,
                        List.of("NoGetters has fields, and nothing of them is written", "getters")),
                Map.entry(Unsound.HalfWritten.class, List.of("HalfWritten.rows is a parameter", "isn't written")),
                Map.entry(Unsound.Copying.class, List.of("Copying.tags is written")),
                Map.entry(Unsound.AnyOut.class, List.of("AnyOut writes members by @JsonAnyGetter", "@JsonAnySetter")),
                Map.entry(
                        Unsound.OfAnimal.class,
                        List.of("OfAnimal.animal", "Animal, which is abstract", "@JsonTypeInfo")),
                Map.entry(Unsound.Gen.class, List.of("Gen is generic, and nothing says what T is", "full type")),
                Map.entry(Unsound.OfRaw.class, List.of("OfRaw.gen is generic")),
                Map.entry(Unsound.ByPoint.class, List.of("ByPoint can't be read", "Key deserializer", "Point")),
                Map.entry(Unsound.ByKey.class, List.of("ByKey.keys{key}", "toString", "@JsonKey")),
                Map.entry(
                        Unsound.OnlyValue.class, List.of("OnlyValue is written as a int by @JsonValue", "DELEGATING")),
                Map.entry(Unsound.SameNames.class, List.of("is written under a name that is read as", "@JsonSubTypes")),
                Map.entry(Unsound.Deep.class, List.of("Deep.list[]{}.area is written")));
        return CODECS.stream().flatMap(codec -> expected.entrySet().stream()
                .map(entry -> Arguments.of(codec, entry.getKey(), entry.getValue())));
    }

    @ParameterizedTest
    @DisplayName("V-6 what would come back changed is found, with the member and the remedy")
    @MethodSource("unsound")
    void unsound(JsonCodec codec, Type type, List<String> expected) {
        JsonCheck check = codec.check(type);

        assertThat(check.problems()).isNotEmpty();
        assertThat(String.join("\n", check.problems())).contains(expected);
    }

    @Test
    @DisplayName("V-6 Jackson 2 without its modules for Java 8 knows neither times nor Optional")
    void withoutModules() {
        Jackson2Json plain = new Jackson2Json(new com.fasterxml.jackson.databind.ObjectMapper());

        assertThat(plain.check(OfTime.class).problems())
                .singleElement()
                .asString()
                .contains("OfTime.at", "java.time.Instant", "jackson-datatype-jsr310");
        assertThat(plain.check(OfOptional.class).problems())
                .singleElement()
                .asString()
                .contains("OfOptional.text", "java.util.Optional", "jackson-datatype-jdk8");
        assertThat(new Jackson3Json().check(OfTime.class).problems()).isEmpty();
        assertThat(new Jackson3Json().check(OfOptional.class).problems()).isEmpty();
    }

    record OfInts(int width, boolean deep) {}

    record NonNull(
            @JsonInclude(JsonInclude.Include.NON_NULL) int width) {}

    record NonEmpty(
            @JsonInclude(JsonInclude.Include.NON_EMPTY) int width) {}

    @Test
    @DisplayName("V-6 a value that @JsonInclude leaves out, and whose absence the constructor can't take, is found")
    void leftOut() {
        for (JsonCodec codec : List.of(new Jackson3Json(), new Jackson2Json())) {
            for (Class<?> type : List.of(Unsound.Partial.class, Unsound.PartialClass.class)) {
                assertThat(codec.check(type).problems())
                        .singleElement()
                        .asString()
                        .contains(type.getSimpleName() + ".width is left out", "@JsonInclude(ALWAYS)");
            }
            for (Object kept : List.of(new NonNull(0), new NonEmpty(0), new OfInts(0, false))) {
                assertThat(codec.check(kept.getClass()).problems()).isEmpty();
                assertThat(codec.read(codec.write(kept, kept.getClass()), kept.getClass()))
                        .isEqualTo(kept);
            }
        }
        JsonInclude.Value sparse =
                JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS);
        assertThat(new Jackson3Json(Jackson3Json.mapper()
                                .changeDefaultPropertyInclusion(before -> sparse)
                                .build())
                        .check(OfInts.class)
                        .problems())
                .singleElement()
                .asString()
                .contains("OfInts.width", "OfInts.deep", "the mapper's default");
        assertThat(new Jackson2Json(Jackson2Json.mapper()
                                .defaultPropertyInclusion(sparse)
                                .build())
                        .check(OfInts.class)
                        .problems())
                .singleElement()
                .asString()
                .contains("OfInts.width", "OfInts.deep", "the mapper's default");
    }
}
