package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.internal.JsonMembers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A value in the JSON of an event, kept as its text, so that it comes out as it went in. Read it by what it is: each method
 * refuses what is of another kind. Immutable and thread-safe; its {@link #toString} doesn't show it.
 */
public final class JsonValue {

    private static final String NULL = "null";

    private final String text;
    /** The name by which a personal member is stored; null for what can be seen. */
    private final @Nullable String personal;

    private JsonValue(String text, @Nullable String personal) {
        this.text = text;
        this.personal = personal;
    }

    static JsonValue ofText(String json) {
        return new JsonValue(json, null);
    }

    static JsonValue ofPersonal(String storedName) {
        return new JsonValue(NULL, storedName);
    }

    /**
     * The JSON of a value.
     *
     * @param value null, a String, Boolean or number, a {@link JsonValue} or {@link JsonObject}, or a List or Map of such
     * @throws InvalidValueException where it is none of these, not a finite number, or has a personal member inside
     */
    public static JsonValue of(@Nullable Object value) {
        return value instanceof JsonValue json ? json : ofText(text(value));
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof String text) {
            return JsonMembers.quoted(text);
        }
        if (value instanceof JsonValue json) {
            if (json.isPersonal()) {
                refuseInside(json.storedName());
            }
            return json.json();
        }
        if (value instanceof JsonObject object) {
            return ofObject(object);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> members = new LinkedHashMap<>();
            map.forEach((name, each) -> members.put(String.valueOf(name), text(each)));
            return JsonMembers.join(members);
        }
        if (value instanceof Iterable<?> list) {
            return StreamSupport.stream(list.spliterator(), false)
                    .map(JsonValue::text)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Boolean || isWhole(value) || value instanceof BigDecimal || isFinite(value)) {
            return value.toString();
        }
        throw new InvalidValueException(
                "A value of " + value.getClass().getName(),
                value instanceof Number ? "is no number that JSON has" : "has no JSON that would be known",
                "give a text, a number, a Boolean, null, a JsonValue or JsonObject, or a List or Map of such");
    }

    private static boolean isWhole(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger;
    }

    private static boolean isFinite(Object value) {
        return value instanceof Double number && Double.isFinite(number)
                || value instanceof Float single && Float.isFinite(single);
    }

    private static String ofObject(JsonObject object) {
        object.personal().keySet().forEach(JsonValue::refuseInside);
        return object.json();
    }

    private static void refuseInside(String name) {
        throw new InvalidValueException(
                "The personal member " + name,
                "was put inside another value, where it would be none",
                "give it a name at the top of the event, or use an upcaster on classes, which sees its content");
    }

    /** Whether it is JSON's null. */
    public boolean isNull() {
        return personal == null && text.equals(NULL);
    }

    /** Whether it is a personal member's, whose content isn't seen. */
    public boolean isPersonal() {
        return personal != null;
    }

    String storedName() {
        return Objects.requireNonNull(personal);
    }

    /**
     * A string's characters.
     *
     * @throws MappingException where it isn't one
     */
    public String text() {
        requireKind(text.startsWith("\""), "a string");
        return JsonMembers.plain(text);
    }

    /**
     * A number, with all its digits.
     *
     * @throws MappingException where it isn't one
     */
    public BigDecimal decimal() {
        char first = text.charAt(0);
        requireKind(first == '-' || first >= '0' && first <= '9', "a number");
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw kind("a number that a BigDecimal can say");
        }
    }

    /**
     * A whole number.
     *
     * @throws MappingException where it isn't one, or not in the range of a {@code long}
     */
    public long integer() {
        BigDecimal number = decimal();
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw kind("a whole number in the range of a long");
        }
    }

    /**
     * True or false.
     *
     * @throws MappingException where it is neither
     */
    public boolean bool() {
        requireKind(text.equals("true") || text.equals("false"), "true or false");
        return text.equals("true");
    }

    /**
     * An object's members.
     *
     * @throws MappingException where it isn't one
     */
    public JsonObject members() {
        requireKind(text.startsWith("{"), "an object");
        return JsonObject.parse(text);
    }

    /**
     * An array's elements.
     *
     * @throws MappingException where it isn't one
     */
    public List<JsonValue> elements() {
        requireKind(text.startsWith("["), "an array");
        return JsonMembers.elements(text).stream().map(JsonValue::ofText).toList();
    }

    /** Its text. */
    public String json() {
        refusePersonal();
        return text;
    }

    private void requireKind(boolean isOfIt, String kind) {
        refusePersonal();
        if (!isOfIt) {
            throw kind(kind);
        }
    }

    private void refusePersonal() {
        if (personal != null) {
            throw new MappingException(
                    "The member \"" + personal + "\" is personal, and an upcaster on JSON doesn't see its"
                            + " content: move it to another name, leave it out, or use an upcaster on classes");
        }
    }

    /** Without the value, which may be anybody's. */
    private MappingException kind(String wanted) {
        String found =
                switch (text.charAt(0)) {
                    case '"' -> "a string";
                    case '{' -> "an object";
                    case '[' -> "an array";
                    case 't', 'f' -> "true or false";
                    case 'n' -> NULL;
                    default -> "a number";
                };
        return new MappingException("A value in the JSON of an event was to be " + wanted + ", and is " + found
                + ": an upcaster must take whatever was stored at its version");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonValue that && text.equals(that.text) && Objects.equals(personal, that.personal);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, personal);
    }

    @Override
    public String toString() {
        return "JsonValue[***]";
    }
}
