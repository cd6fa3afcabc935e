package dev.holdfast.jdbi.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.MappingException;
import dev.holdfast.internal.JsonMembers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON taken apart and put together, held against Jackson. */
class JsonMembersTest {

    private static final JsonMapper JACKSON = JsonMapper.builder().build();
    private static final String CHARACTERS = "ab{}[]\",:\\/ \n\t\r\b\f\u0001\u001fü\u2028\u00e9";

    private final long seed = Long.getLong("holdfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(10) == 0) {
                text.append("😀");
            } else {
                text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
        }
        return text.toString();
    }

    private JsonNode value(int depth) {
        switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0:
                return nodes.stringNode(text());
            case 1:
                return nodes.numberNode(random.nextLong());
            case 2:
                return nodes.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 3:
                return nodes.booleanNode(random.nextBoolean());
            case 4:
                return nodes.nullNode();
            case 5:
                ArrayNode array = nodes.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                return array;
            default:
                return object(depth + 1);
        }
    }

    private ObjectNode object(int depth) {
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set(text(), value(depth));
        }
        return object;
    }

    /** The same document as others write it: with space around, and characters escaped that needn't be. */
    private String written(JsonNode node) {
        String text = random.nextBoolean()
                ? JACKSON.writeValueAsString(node)
                : JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e && random.nextBoolean()
                    || c == 'b' && (i == 0 || text.charAt(i - 1) != '\\') && inString(text, i)) {
                out.append(String.format("\\u%04" + (random.nextBoolean() ? "x" : "X"), (int) c));
            } else {
                out.append(c);
            }
        }
        return " " + out + "\n\t ";
    }

    private static boolean inString(String text, int at) {
        boolean inside = false;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '"') {
                inside = !inside;
            } else if (text.charAt(i) == '\\') {
                i++;
            }
        }
        return inside;
    }

    @Test
    void splitAndJoinedItIsWhatJacksonReads() {
        System.out.println("JsonMembersTest: -Dholdfast.seed=" + seed);
        for (int round = 0; round < 5_000; round++) {
            ObjectNode object = object(0);
            String written = written(object);
            Map<String, String> members = JsonMembers.split(written);
            Map<String, JsonNode> read = new LinkedHashMap<>();
            members.forEach((name, value) -> read.put(name, JACKSON.readTree(value)));
            Map<String, JsonNode> expected = new HashMap<>();
            object.propertyNames().forEach(name -> expected.put(name, object.get(name)));
            assertThat(read).as("seed %d, round %d: %s", seed, round, written).hasSameSizeAs(expected);
            JsonNode plain = JACKSON.readTree(written);
            assertThat(JACKSON.readTree(JsonMembers.join(members)))
                    .as("seed %d, round %d: %s", seed, round, written)
                    .isEqualTo(plain);
            members.forEach((name, value) -> {
                assertThat(written).contains(value);
                if (plain.get(name).isString()) {
                    assertThat(JsonMembers.plain(value))
                            .isEqualTo(plain.get(name).stringValue());
                }
            });
        }
    }

    @Test
    void whatIsCutOffAnywhereIsRefusedWithoutShowingIt() {
        for (int round = 0; round < 200; round++) {
            ObjectNode object = object(0);
            object.put("last", "s3cr3t");
            String written = JACKSON.writeValueAsString(object);
            for (int end = 0; end < written.length(); end++) {
                String cut = written.substring(0, end);
                assertThatThrownBy(() -> JsonMembers.split(cut))
                        .as("seed %d: %s", seed, cut)
                        .isInstanceOf(MappingException.class)
                        .hasMessageNotContaining("s3cr3t");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"a\"",
                "[]",
                "{",
                "{}{}",
                "{} x",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1}}",
                "{\"\\x\":1}",
                "{\"\\u12g4\":1}",
                "{\"\\u12\":1}",
                "{\"a\" 1}",
                "{\"a\":\"b}"
            })
    void whatIsNoObjectIsRefused(String json) {
        assertThatThrownBy(() -> JsonMembers.split(json)).isInstanceOf(MappingException.class);
    }

    @Test
    void ofTwoMembersWithOneNameTheLastIsLeft() {
        Map<String, String> members = JsonMembers.split("{\"a\": 1, \"\\u0061\": [2]}");
        assertThat(members).isEqualTo(Map.of("a", "[2]"));
        assertThat(JsonMembers.join(members)).isEqualTo("{\"a\":[2]}");
        assertThat(JsonMembers.join(Map.of())).isEqualTo("{}");
    }
}
