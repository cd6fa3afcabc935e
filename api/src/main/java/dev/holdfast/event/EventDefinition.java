package dev.holdfast.event;

import dev.holdfast.error.MappingException;
import dev.holdfast.error.SchemaException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A registered event: its name, its class, its schema version, and how earlier versions become the current one. Immutable. */
public final class EventDefinition {

    private final String name;
    private final int version;
    private final Class<?> type;
    private final boolean isWritten;
    private final List<Upcast<?, ?>> upcasts;
    private final int lastSplit;
    private final Map<Integer, List<PersonalMember>> members;

    private EventDefinition(String name, int version, Class<?> type, boolean isWritten, List<Upcast<?, ?>> steps) {
        this.name = name;
        this.version = version;
        this.type = type;
        this.isWritten = isWritten;
        this.upcasts = chain(steps);
        this.lastSplit = upcasts.stream()
                .filter(Upcast::splits)
                .mapToInt(Upcast::from)
                .max()
                .orElse(0);
        Map<Integer, List<PersonalMember>> found = new TreeMap<>();
        upcasts.stream()
                .filter(step -> !step.takesJson())
                .forEach(step -> found.put(step.from(), PersonalMembers.of(step.source())));
        if (isWritten) {
            found.put(version, PersonalMembers.of(type));
        }
        this.members = Map.copyOf(found);
    }

    static EventDefinition registered(String name, int version, Class<?> type, List<Upcast<?, ?>> steps) {
        return new EventDefinition(name, version, type, true, steps);
    }

    /** An event that isn't written any more: its last version is split into others. */
    static EventDefinition splitOnly(String name, List<Upcast<?, ?>> steps) {
        Upcast<?, ?> last =
                steps.stream().max(Comparator.comparingInt(Upcast::from)).orElseThrow();
        if (!last.splits()) {
            throw new SchemaException("An upcaster is for the event \"" + name + "\", which isn't registered");
        }
        return new EventDefinition(name, last.from() + 1, last.target(), false, steps);
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
            if (!chain.get(i).splits()) {
                checkStep(chain.get(i), i + 1 < chain.size() ? chain.get(i + 1).source() : type);
            }
        }
        return List.copyOf(chain);
    }

    /** JSON can be read as any class, and no class becomes JSON: so steps on JSON come first. */
    private void checkStep(Upcast<?, ?> step, Class<?> next) {
        String told = "The upcaster of \"" + name + "\" from version " + step.from();
        if (!step.takesJson() && (step.givesJson() || next == JsonObject.class)) {
            throw new SchemaException(told + " takes " + step.source().getName()
                    + ", and JSON is wanted behind it: write it on JSON as well, upcastJson(\"" + name + "\", "
                    + step.from() + ", …), or those behind it on classes");
        }
        if (!step.givesJson() && step.target() != next) {
            throw new SchemaException(told + " gives " + step.target().getName() + ", and version " + (step.from() + 1)
                    + " is read as " + next.getName() + ": the classes must be the same");
        }
    }

    /** The name under which such events are stored, whatever the class is called later. */
    public String name() {
        return name;
    }

    /** Whether new events are stored under this name; false where it is registered only to be split. */
    public boolean isWritten() {
        return isWritten;
    }

    /** The schema version under which new events are stored; where none are, the one behind the last that is known. */
    public int version() {
        return version;
    }

    /** The class of the current version; where none is written, what all the parts are that it is split into. */
    public Class<?> type() {
        return type;
    }

    /** Whether a stored schema version is known. */
    public boolean knows(int schemaVersion) {
        return schemaVersion >= 1 && (schemaVersion < version || schemaVersion == version && isWritten);
    }

    /** Whether events of a known schema version become several, or none. */
    public boolean splits(int schemaVersion) {
        return schemaVersion <= lastSplit;
    }

    /** Whether the step from a known schema version is the one that splits. */
    public boolean splitsAt(int schemaVersion) {
        return schemaVersion < version && upcasts.get(schemaVersion - 1).splits();
    }

    /** What all the parts are that its versions are split into; empty for none. */
    List<Class<?>> splitTargets() {
        return upcasts.stream()
                .filter(Upcast::splits)
                .<Class<?>>map(Upcast::target)
                .toList();
    }

    /** The class under which a known schema version is read; {@link JsonObject} where the step from it is on JSON. */
    public Class<?> typeAt(int schemaVersion) {
        return schemaVersion == version ? type : upcasts.get(schemaVersion - 1).source();
    }

    /** The personal members that the class of a known schema version declares; none where it is read as JSON. */
    public List<PersonalMember> membersAt(int schemaVersion) {
        return members.getOrDefault(schemaVersion, List.of());
    }

    /** Whether any version has personal members. */
    public boolean isPersonal() {
        return members.values().stream().anyMatch(list -> !list.isEmpty());
    }

    /**
     * The value of an earlier schema version, brought to the next one by its step.
     *
     * @param from the earlier version
     * @param value of the class under which it is read
     * @return of the next version's class, or a {@link JsonObject} that is to be read as it; where it {@link #splitsAt} this
     *     version, a list of events
     */
    public Object upcast(int from, Object value) {
        Object next = upcasts.get(from - 1).apply(value);
        if (next == null) {
            throw new MappingException("The upcaster of \"" + name + "\" from version " + from
                    + " gave null: for events that mean nothing any more use ignore(…)"
                    + (splitsAt(from) ? ", or give an empty list" : ""));
        }
        if (splitsAt(from)) {
            checkParts(from, (List<?>) next);
        }
        return next;
    }

    /** What the compiler promises, and a cast or Java from Kotlin may break. */
    private void checkParts(int from, List<?> parts) {
        Class<?> target = upcasts.get(from - 1).target();
        for (Object part : parts) {
            if (!target.isInstance(part)) {
                throw new MappingException("The upcaster that splits \"" + name + "\" from version " + from + " gave "
                        + (part == null ? "null" : part.getClass().getName()) + " among its parts, and promised "
                        + target.getName() + ": give what it promises, or leave it out");
            }
        }
    }

    @Override
    public String toString() {
        return "EventDefinition[" + name + ", version " + version + ", " + type.getName() + "]";
    }
}
