package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.MappingException;
import dev.holdfast.event.EventDefinition;
import dev.holdfast.event.JsonObject;
import dev.holdfast.event.PersonalMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a stored event says, read at its schema version and brought to the current one. */
record Upcasting(ValueCodec values, StoredData stored, EventDefinition definition, SealedMembers.Opened opened) {

    /** One value; none or several where an upcaster splits it. */
    List<?> parts() {
        int version = stored.schemaVersion();
        Object at = definition.typeAt(version) == JsonObject.class
                ? json()
                : read(version, stored.data(), opened.members());
        while (version < definition.version()) {
            Object next = next(version, at);
            if (definition.splitsAt(version)) {
                return (List<?>) next;
            }
            version++;
            at = next instanceof JsonObject json && definition.typeAt(version) != JsonObject.class
                    ? read(version, json.json(), opened(version, json))
                    : next;
        }
        return List.of(at);
    }

    private JsonObject json() {
        try {
            return JsonObject.parse(stored.data(), opened.members().keySet());
        } catch (MappingException failure) {
            throw new MappingException(this + ", can't be read: its upcaster is on JSON, and takes an object", failure);
        }
    }

    private Object read(int version, String data, Map<String, String> members) {
        try {
            return values.decode(data, definition.typeAt(version), members);
        } catch (MappingException failure) {
            throw unreadable(version, failure);
        }
    }

    MappingException unreadable(int version, MappingException failure) {
        return new MappingException(
                this + ", can't be read"
                        + (version == stored.schemaVersion()
                                ? ""
                                : " as version " + version + ", to which its upcasters brought its JSON")
                        + (opened.shredded().isEmpty()
                                ? ": an upcaster from that version keeps it readable where its class has changed"
                                : "; its members " + opened.shredded()
                                        + " were shredded: give @Personal(shredded = …) what the class can take"),
                failure);
    }

    /** The personal members where upcasters on JSON have brought them: there they must be personal again. */
    private Map<String, String> opened(int version, JsonObject json) {
        Map<String, String> members = new LinkedHashMap<>();
        json.personal().forEach((name, storedName) -> {
            PersonalMember declared = definition.membersAt(version).stream()
                    .filter(member -> member.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new MappingException(this + ", has the personal member \"" + storedName
                            + "\", which its upcasters on JSON brought to \"" + name + "\", and "
                            + definition.typeAt(version).getName()
                            + " marks no such member @Personal: mark it, move it to one that is, or leave it out"));
            members.put(
                    name,
                    opened.shredded().contains(storedName)
                            ? declared.shredded()
                            : opened.members().get(storedName));
        });
        return members;
    }

    /** An upcaster is the application's: whatever it throws is told with the event that it was given. */
    private Object next(int version, Object value) {
        try {
            return definition.upcast(version, value);
        } catch (RuntimeException failure) {
            throw new MappingException(
                    this + ", can't be brought to version "
                            + definition.version() + ": an upcaster threw "
                            + failure.getClass().getName()
                            + "; it must take whatever was stored at that version",
                    failure);
        }
    }

    @Override
    public String toString() {
        return "The event " + stored.version() + " of the stream " + stored.stream() + ", \"" + stored.type()
                + "\" at schema version " + stored.schemaVersion();
    }
}
