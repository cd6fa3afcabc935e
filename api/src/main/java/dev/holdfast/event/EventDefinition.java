package dev.holdfast.event;

import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A registered event: its name, its class, its schema version, and how earlier versions become the current one. Immutable. */
public final class EventDefinition {

    private final String name;
    private final int version;
    private final Class<?> type;
    private final List<Upcast<?, ?>> upcasts;
    private final Map<Integer, List<PersonalMember>> members;

    EventDefinition(String name, int version, Class<?> type, List<Upcast<?, ?>> steps) {
        this.name = name;
        this.version = version;
        this.type = type;
        this.upcasts = chain(steps);
        Map<Integer, List<PersonalMember>> found = new TreeMap<>();
        upcasts.forEach(step -> found.put(step.from(), PersonalMembers.of(step.source())));
        found.put(version, PersonalMembers.of(type));
        this.members = Map.copyOf(found);
    }

    private List<Upcast<?, ?>> chain(List<Upcast<?, ?>> steps) {
        List<Upcast<?, ?>> chain = new ArrayList<>();
        for (int from = 1; from < version; from++) {
            int wanted = from;
            List<Upcast<?, ?>> found =
                    steps.stream().filter(step -> step.from() == wanted).toList();
            if (found.size() != 1) {
                throw new SchemaException("The event \"" + name + "\" is at schema version " + version + " and has "
                        + (found.isEmpty() ? "no upcaster" : found.size() + " upcasters") + " from version " + from
                        + ": give one, upcast(\"" + name + "\", " + from + ", …)");
            }
            chain.add(found.get(0));
        }
        for (Upcast<?, ?> step : steps) {
            if (step.from() < 1 || step.from() >= version) {
                throw new SchemaException("The event \"" + name + "\" is at schema version " + version
                        + " and has an upcaster from version " + step.from() + ", which leads nowhere: raise the"
                        + " event's version, or remove it");
            }
        }
        for (int i = 0; i < chain.size(); i++) {
            Class<?> next = i + 1 < chain.size() ? chain.get(i + 1).source() : type;
            if (chain.get(i).target() != next) {
                throw new SchemaException("The upcaster of \"" + name + "\" from version " + (i + 1) + " gives "
                        + chain.get(i).target().getName() + ", and version " + (i + 2) + " is read as "
                        + next.getName() + ": the classes must be the same");
            }
        }
        return List.copyOf(chain);
    }

    /** The name under which such events are stored, whatever the class is called later. */
    public String name() {
        return name;
    }

    /** The schema version under which new events are stored. */
    public int version() {
        return version;
    }

    /** The class of the current version. */
    public Class<?> type() {
        return type;
    }

    /** Whether a stored schema version is known. */
    public boolean knows(int schemaVersion) {
        return schemaVersion >= 1 && schemaVersion <= version;
    }

    /** The class under which a known schema version is read. */
    public Class<?> typeAt(int schemaVersion) {
        return schemaVersion == version ? type : upcasts.get(schemaVersion - 1).source();
    }

    /** The personal members that a known schema version declares. */
    public List<PersonalMember> membersAt(int schemaVersion) {
        return members.getOrDefault(schemaVersion, List.of());
    }

    /** Whether any version has personal members. */
    public boolean isPersonal() {
        return members.values().stream().anyMatch(list -> !list.isEmpty());
    }

    /** The value of a known schema version, brought to the current one by all steps. */
    public Object upcast(int schemaVersion, Object value) {
        Object at = value;
        for (int from = schemaVersion; from < version; from++) {
            Object next = upcasts.get(from - 1).apply(at);
            if (next == null) {
                throw new MappingException("The upcaster of \"" + name + "\" from version " + from
                        + " gave null: for events that mean nothing any more use ignore(…)");
            }
            at = next;
        }
        return at;
    }

    @Override
    public String toString() {
        return "EventDefinition[" + name + ", version " + version + ", " + type.getName() + "]";
    }
}
