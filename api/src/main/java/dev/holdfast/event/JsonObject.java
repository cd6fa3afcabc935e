package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.internal.JsonMembers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an event as an upcaster on JSON takes and gives it: members in their order, each the text that is stored. What
 * an upcaster leaves alone comes out as it went in: numbers with all their digits, unknown members too. Immutable: each change
 * gives another one. Thread-safe; its {@link #toString} shows names alone.
 *
 * <p>A personal member that has a value stands behind the others, and can be moved to another name or left out. Its content
 * can't be seen, and it can stand at the top of an event alone: so that it becomes a personal member again, and nothing else.
 */
public final class JsonObject {

    private static final JsonObject EMPTY = new JsonObject(Map.of());

    private final Map<String, JsonValue> members;

    private JsonObject(Map<String, JsonValue> members) {
        this.members = members;
    }

    /** The object without members. */
    public static JsonObject empty() {
        return EMPTY;
    }

    /**
     * An object of its text, as a test of an upcaster begins. Of two members with one name it has the last, as {@code jsonb}
     * does.
     *
     * @throws MappingException where it isn't a JSON object
     */
    public static JsonObject parse(String json) {
        return parse(json, Set.of());
    }

    /**
     * An object of its text, and of personal members whose content isn't seen.
     *
     * @param personal their names; none of the text's has a value
     * @throws MappingException where it isn't a JSON object
     */
    public static JsonObject parse(String json, Set<String> personal) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        JsonMembers.split(json).forEach((name, value) -> members.put(name, JsonValue.ofText(value)));
        personal.forEach(name -> members.put(name, JsonValue.ofPersonal(name)));
        return new JsonObject(members);
    }

    /** The members' names, in their order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /** Whether there is such a member, of whatever value. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /**
     * A member's value; JSON's null, too.
     *
     * @throws MappingException where there is no such member
     */
    public JsonValue get(String name) {
        JsonValue value = members.get(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /** A member's value, JSON's null too; null where there is no such member. */
    public @Nullable JsonValue getOrNull(String name) {
        return members.get(name);
    }

    /**
     * With a member: in its place where it is there, else as the last one.
     *
     * @param value null, a String, Boolean or number, a {@link JsonValue} or {@link JsonObject}, or a List or Map of such
     * @throws InvalidValueException where it is none of these, not a finite number, or has a personal member inside
     */
    public JsonObject with(String name, @Nullable Object value) {
        Map<String, JsonValue> changed = new LinkedHashMap<>(members);
        changed.put(name, JsonValue.of(value));
        return new JsonObject(changed);
    }

    /** Without a member; the same where there is none. */
    public JsonObject without(String name) {
        Map<String, JsonValue> changed = new LinkedHashMap<>(members);
        changed.remove(name);
        return new JsonObject(changed);
    }

    /**
     * With a member under another name, in the same place.
     *
     * @throws MappingException where there is no such member: ask {@link #has} where it may be left out
     * @throws InvalidValueException where the new name is another member's
     */
    public JsonObject renamed(String name, String to) {
        if (!has(name)) {
            throw missing(name);
        }
        if (has(to) && !to.equals(name)) {
            throw new InvalidValueException(
                    "The member " + to, "is there already, and would be lost", "leave it out first, without(…)");
        }
        Map<String, JsonValue> changed = new LinkedHashMap<>();
        members.forEach((each, value) -> changed.put(each.equals(name) ? to : each, value));
        return new JsonObject(changed);
    }

    private MappingException missing(String name) {
        return new MappingException("The JSON has no member \"" + name + "\", but " + members.keySet()
                + ": ask has(…) where it may be left out");
    }

    /** Its text, without the personal members. */
    public String json() {
        Map<String, String> texts = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (!value.isPersonal()) {
                texts.put(name, value.json());
            }
        });
        return JsonMembers.join(texts);
    }

    /** The personal members by their names, each with the name by which it was stored. */
    public Map<String, String> personal() {
        Map<String, String> stored = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (value.isPersonal()) {
                stored.put(name, value.storedName());
            }
        });
        return Collections.unmodifiableMap(stored);
    }

    /** The same members in the same order, each by its text: {@code 1.0} isn't {@code 1.00}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject that
                && members.equals(that.members)
                && members.keySet().stream()
                        .toList()
                        .equals(that.members.keySet().stream().toList());
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return "JsonObject" + members.keySet();
    }
}
