package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import dev.holdfast.event.PersonalMember;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.Gate;
import dev.holdfast.internal.JsonMembers;
import dev.holdfast.jdbi.internal.value.JsonTypes;
import dev.holdfast.sql.JsonCodec;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values as JSON, with their personal members apart. Thread-safe. */
final class ValueCodec {

    private static final ClassValue<Optional<Object>> SINGLETONS = new ClassValue<>() {
        @Override
        protected Optional<Object> computeValue(Class<?> type) {
            return Optional.ofNullable(findSingleton(type));
        }
    };

    private final JsonCodec json;
    private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

    ValueCodec(JsonCodec json) {
        this.json = json;
    }

    JsonCodec json() {
        return json;
    }

    /** A type whose values come through here; a Kotlin object's doesn't reach the codec. */
    void addTo(JsonTypes types, String label, Class<?> type) {
        if (singleton(type) == null) {
            types.add(label, type);
        }
    }

    /**
     * A class of states, before any is stored.
     *
     * @throws SchemaException where they would come back changed
     */
    void check(String label, Class<?> type) {
        if (!checked.contains(type)) {
            JsonTypes types = new JsonTypes(json);
            addTo(types, label, type);
            types.refuse();
            checked.add(type);
        }
    }

    /**
     * A value as it is stored.
     *
     * @param label what it is, for errors
     * @param rowKey what a member's ciphertext is bound to
     */
    EncodedValue encode(
            Object value,
            Class<?> type,
            List<PersonalMember> personal,
            String label,
            Function<PersonalMember, List<String>> rowKey) {
        String text = singleton(type) == null ? Gate.json(label, json.write(value, type)) : "{}";
        if (personal.isEmpty()) {
            return new EncodedValue(text, List.of());
        }
        Map<String, String> members = JsonMembers.split(text);
        List<SealedMember> sealed = new ArrayList<>();
        for (PersonalMember member : personal) {
            String content = members.get(member.name());
            if (content == null && !member.isNull(value)) {
                throw new MappingException(label + " has the personal member " + member.name()
                        + ", and its JSON has none of that name, so that it can't be encrypted: let the codec keep the"
                        + " member's name");
            }
            if (content != null && !content.equals("null")) {
                members.remove(member.name());
                String subject = CellInput.subject(subject(members, member, label), label + "." + member.subject());
                sealed.add(new SealedMember(
                        member.name(), subject, new CellInput(content, null, subject, rowKey.apply(member))));
            }
        }
        return new EncodedValue(sealed.isEmpty() ? text : JsonMembers.join(members), sealed);
    }

    private static String subject(Map<String, String> members, PersonalMember member, String label) {
        String subject = members.get(member.subject());
        if (subject == null) {
            throw new MappingException(
                    label + " has the member " + member.subject() + ", which says whose personal data "
                            + member.name()
                            + " is, and its JSON has none of that name: let the codec keep the member's name, and"
                            + " write it");
        }
        if (subject.equals("null") || subject.startsWith("{") || subject.startsWith("[")) {
            throw new InvalidValueException(
                    label + "." + member.subject(),
                    "has no plain value, and says whose personal data " + member.name() + " is",
                    "give the person's id");
        }
        return JsonMembers.plain(subject);
    }

    /**
     * The value of stored JSON.
     *
     * @param opened the personal members' JSON, by name
     */
    Object decode(String stored, Class<?> type, Map<String, String> opened) {
        Object single = singleton(type);
        if (single != null) {
            return single;
        }
        return json.read(merged(stored, opened), type);
    }

    /** A stored object with these members behind its own. */
    static String merged(String stored, Map<String, String> opened) {
        if (opened.isEmpty()) {
            return stored;
        }
        Map<String, String> members = JsonMembers.split(stored);
        members.putAll(opened);
        return JsonMembers.join(members);
    }

    /** The one value of a Kotlin object, which a codec couldn't make. */
    private static @Nullable Object singleton(Class<?> type) {
        return SINGLETONS.get(type).orElse(null);
    }

    private static boolean hasState(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Object findSingleton(Class<?> type) {
        try {
            Field field = type.getField("INSTANCE");
            return Modifier.isStatic(field.getModifiers())
                            && field.getType() == type
                            && !hasState(type)
                            && field.trySetAccessible()
                    ? field.get(null)
                    : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
