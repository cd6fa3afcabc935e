package dev.holdfast.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON that upcasters take and give. */
class JsonObjectTest {

    private static final String LONG = "12345678901234567890.1234567890123456789012345678901234567890";

    private static JsonValue value(String json) {
        return JsonObject.parse("{\"a\":" + json + "}").get("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"b\":1.50,\"a\":" + LONG + ",\"e\":1E+400,\"n\":9223372036854775808,\"z\":-0.0}",
                "{\"\":[1, 2.0,{\"x\" : null}],\"\\u0001\":\"\\u00e4\\\"\\\\\",\"t\":true}"
            })
    void whatIsLeftAloneComesOutAsItWentIn(String json) {
        JsonObject object = JsonObject.parse(json);
        assertThat(object.json()).isEqualTo(json);
        assertThat(object.with("new", 1).without("new").json()).isEqualTo(json);
        assertThat(JsonObject.parse(object.json())).isEqualTo(object).hasSameHashCodeAs(object);
    }

    @Test
    void membersKeepTheirPlaces() {
        JsonObject object = JsonObject.parse("{\"a\": 1, \"b\": 2, \"c\": 3}");
        assertThat(object.with("a", 9).with("d", 4).json()).isEqualTo("{\"a\":9,\"b\":2,\"c\":3,\"d\":4}");
        assertThat(object.renamed("b", "x").json()).isEqualTo("{\"a\":1,\"x\":2,\"c\":3}");
        assertThat(object.renamed("b", "b")).isEqualTo(object);
        assertThat(object.without("b").without("nothing").names()).containsExactly("a", "c");
        assertThat(object.names()).containsExactly("a", "b", "c");
        assertThat(object)
                .isNotEqualTo(JsonObject.parse("{\"b\": 2, \"a\": 1, \"c\": 3}"))
                .hasToString("JsonObject[a, b, c]");
        assertThatThrownBy(() -> object.names().remove("a")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aLostMemberIsRefused() {
        JsonObject object = JsonObject.parse("{\"a\": 1, \"b\": 2}");
        assertThatThrownBy(() -> object.get("to"))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("\"to\"")
                .hasMessageContaining("[a, b]");
        assertThat(object.getOrNull("to")).isNull();
        assertThat(object.has("to")).isFalse();
        assertThatThrownBy(() -> object.renamed("to", "x")).isInstanceOf(MappingException.class);
        assertThatThrownBy(() -> object.renamed("a", "b")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void valuesAreReadByWhatTheyAre() {
        assertThat(value("\"a\\u00e4\\n\"").text()).isEqualTo("a\u00e4\n");
        assertThat(value(LONG).decimal()).isEqualTo(new BigDecimal(LONG));
        assertThat(value("1.50").decimal()).isEqualTo(new BigDecimal("1.50"));
        assertThat(value("-9223372036854775808").integer()).isEqualTo(Long.MIN_VALUE);
        assertThat(value("1.0e2").integer()).isEqualTo(100);
        assertThat(value("true").bool()).isTrue();
        assertThat(value("false").bool()).isFalse();
        assertThat(value("null").isNull()).isTrue();
        assertThat(value("{\"b\": 1}").members().get("b").integer()).isEqualTo(1);
        assertThat(value("[1, [2, 3], {\"x\": []}]").elements())
                .extracting(JsonValue::json)
                .containsExactly("1", "[2, 3]", "{\"x\": []}");
        assertThat(value(" [ ] ").elements()).isEmpty();
    }

    @Test
    void whatIsOfAnotherKindIsRefusedWithoutTheValue() {
        for (String json : List.of("\"s3cr3t\"", "13.5", "9223372036854775808", "true", "null", "{}", "[]")) {
            JsonValue value = value(json);
            int refused = 0;
            for (Runnable read : List.<Runnable>of(
                    value::text, value::decimal, value::integer, value::bool, value::members, value::elements)) {
                try {
                    read.run();
                } catch (MappingException e) {
                    assertThat(e).hasMessageNotContaining("s3cr3t").hasMessageNotContaining("13.5");
                    refused++;
                }
            }
            assertThat(refused).as(json).isEqualTo(json.equals("null") ? 6 : 5);
        }
        assertThat(value("\"s3cr3t\"")).hasToString("JsonValue[***]");
    }

    @Test
    void valuesAreWrittenExactly() {
        assertThat(JsonObject.empty()
                        .with("null", null)
                        .with("text", "a\"\\\n")
                        .with("long", Long.MIN_VALUE)
                        .with("big", new BigInteger("123456789012345678901234567890"))
                        .with("decimal", new BigDecimal("1.50"))
                        .with("large", new BigDecimal("1E+400"))
                        .with("double", 0.1)
                        .with("float", 0.1f)
                        .with("true", true)
                        .with("list", Arrays.asList(1, null, "x", List.of()))
                        .with("map", Map.of("k", new BigDecimal("0.10")))
                        .with("object", JsonObject.parse("{\"o\": 1.0}"))
                        .with("value", value("1.0e5"))
                        .json())
                .isEqualTo("{\"null\":null,\"text\":\"a\\\"\\\\\\u000a\",\"long\":-9223372036854775808,"
                        + "\"big\":123456789012345678901234567890,\"decimal\":1.50,\"large\":1E+400,\"double\":0.1,"
                        + "\"float\":0.1,\"true\":true,\"list\":[1,null,\"x\",[]],\"map\":{\"k\":0.10},"
                        + "\"object\":{\"o\":1.0},\"value\":1.0e5}");
        for (Object odd : List.of(Double.NaN, Float.POSITIVE_INFINITY, new Object(), 'c', new int[0])) {
            assertThatThrownBy(() -> JsonObject.empty().with("a", odd)).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void aPersonalMemberCanBeMovedAndNotSeen() {
        JsonObject object = JsonObject.parse("{\"id\": 7}", Set.of("name"));
        JsonValue name = object.get("name");
        assertThat(name.isPersonal()).isTrue();
        assertThat(name.isNull()).isFalse();
        assertThat(object.names()).containsExactly("id", "name");
        JsonObject moved = object.renamed("name", "fullName").renamed("id", "number");
        assertThat(moved.personal()).isEqualTo(Map.of("fullName", "name"));
        assertThat(moved.json()).isEqualTo("{\"number\":7}");
        assertThat(object.with("copy", name).personal()).isEqualTo(Map.of("name", "name", "copy", "name"));
        assertThat(object.without("name").personal()).isEmpty();
        assertThatThrownBy(name::text)
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("\"name\" is personal")
                .hasMessageContaining("upcaster on classes");
        assertThatThrownBy(name::json).isInstanceOf(MappingException.class);
    }

    @Test
    void aPersonalMemberIsRefusedInsideAnotherValue() {
        JsonObject object = JsonObject.parse("{}", Set.of("name"));
        for (Object inside : List.of(object, List.of(object.get("name")), Map.of("k", List.of(object)))) {
            assertThatThrownBy(() -> JsonObject.empty().with("person", inside))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("name")
                    .hasMessageContaining("inside another value");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "{\"a\":}", "{} {}"})
    void whatIsNoObjectIsRefused(String json) {
        assertThatThrownBy(() -> JsonObject.parse(json)).isInstanceOf(MappingException.class);
    }
}
