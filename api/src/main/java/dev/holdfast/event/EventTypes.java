package dev.holdfast.event;

import dev.holdfast.error.SchemaException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The registry of events: which class is stored under which name and schema version. Checked when it is built; immutable
 * and thread-safe.
 */
public final class EventTypes {

    private static final int MAX_NAME = 200;

    private final Map<Class<?>, EventDefinition> byClass;
    private final Map<String, EventDefinition> byName;
    private final Set<String> ignored;
    private final List<EventDefinition> definitions;
    private final boolean splits;

    private EventTypes(Builder builder) {
        Map<Class<?>, EventDefinition> classes = new LinkedHashMap<>();
        Map<String, EventDefinition> names = new LinkedHashMap<>();
        for (Builder.Entry entry : builder.entries.values()) {
            EventDefinition definition = EventDefinition.registered(
                    entry.name(), entry.version(), entry.type(), builder.upcasts.getOrDefault(entry.name(), List.of()));
            names.put(entry.name(), definition);
            classes.put(entry.type(), definition);
        }
        builder.upcasts.forEach((name, steps) -> {
            if (!names.containsKey(name)) {
                names.put(name, EventDefinition.splitOnly(name, steps));
            }
        });
        this.definitions = List.copyOf(names.values());
        builder.aliases.forEach((alias, name) -> {
            EventDefinition definition = definitions.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (definition == null || names.containsKey(alias) || builder.ignored.contains(alias)) {
                throw new SchemaException("The alias \"" + alias + "\" of the event \"" + name + "\" is "
                        + (definition == null ? "of an event that isn't registered" : "another event's name"));
            }
            names.put(alias, definition);
        });
        for (String name : builder.ignored) {
            if (names.containsKey(name)) {
                throw new SchemaException("The event \"" + name + "\" is registered and to be ignored: remove one");
            }
        }
        this.byClass = Map.copyOf(classes);
        this.byName = Map.copyOf(names);
        this.ignored = Set.copyOf(builder.ignored);
        this.splits = definitions.stream().anyMatch(each -> !each.splitTargets().isEmpty());
        definitions.forEach(this::checkSplits);
    }

    private void checkSplits(EventDefinition definition) {
        for (Class<?> target : definition.splitTargets()) {
            if (byClass.keySet().stream().noneMatch(target::isAssignableFrom)) {
                throw new SchemaException("The event \"" + definition.name() + "\" is split into events of "
                        + target.getName() + ", and no registered class is one: register what it becomes");
            }
        }
    }

    /**
     * The registry of the events marked {@link EventType}: of classes themselves, and of all that a sealed interface or
     * class permits.
     */
    public static EventTypes of(Class<?>... types) {
        Builder builder = builder();
        Arrays.stream(types).forEach(builder::add);
        return builder.build();
    }

    /** A builder of a registry, for events with versions, upcasters or names of their own. */
    public static Builder builder() {
        return new Builder();
    }

    /** The definition of a class's events; null where it isn't registered. */
    public @Nullable EventDefinition find(Class<?> type) {
        return byClass.get(type);
    }

    /** The definition of a stored name, or of an alias; null where it isn't registered. */
    public @Nullable EventDefinition find(String name) {
        return byName.get(name);
    }

    /** The names whose events are passed over. */
    public Set<String> ignored() {
        return ignored;
    }

    /** All registered events, and those that are only split, in no particular order. */
    public Collection<EventDefinition> definitions() {
        return definitions;
    }

    /** Whether any upcaster makes several events of one. */
    public boolean splits() {
        return splits;
    }

    /**
     * All names, aliases too, under which events of these classes, or of what they permit, are stored; those that may be
     * split into such events, too.
     */
    public Set<String> namesOf(Collection<Class<?>> types) {
        Set<String> names = new HashSet<>();
        byName.forEach((name, definition) -> {
            if (types.stream().anyMatch(type -> gives(definition, type))) {
                names.add(name);
            }
        });
        return names;
    }

    private boolean gives(EventDefinition definition, Class<?> type) {
        return definition.isWritten() && type.isAssignableFrom(definition.type())
                || definition.splitTargets().stream().anyMatch(target -> byClass.keySet().stream()
                        .anyMatch(each -> target.isAssignableFrom(each) && type.isAssignableFrom(each)));
    }

    /** Collects a registry. Not thread-safe. */
    public static final class Builder {

        private record Entry(String name, int version, Class<?> type) {}

        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private final Map<String, List<Upcast<?, ?>>> upcasts = new HashMap<>();
        private final Map<String, String> aliases = new HashMap<>();
        private final Set<String> ignored = new HashSet<>();

        private Builder() {}

        /**
         * A class marked {@link EventType}, or all that a sealed interface or class permits, each marked.
         *
         * @throws SchemaException where there is no mark, its name is taken, or the class is generic
         */
        public Builder add(Class<?> type) {
            EventType mark = type.getAnnotation(EventType.class);
            if (mark != null) {
                return add(mark.value(), mark.version(), type);
            }
            if (!type.isSealed()) {
                throw new SchemaException("The class " + type.getName() + " isn't marked @EventType(name), and isn't"
                        + " sealed: mark it, or give the name, add(\"…\", " + type.getSimpleName() + ".class)");
            }
            Arrays.stream(type.getPermittedSubclasses()).forEach(this::add);
            return this;
        }

        /** A class under a name, at schema version 1. */
        public Builder add(String name, Class<?> type) {
            return add(name, 1, type);
        }

        /** A class under a name and a schema version, from 1 on. */
        public Builder add(String name, int version, Class<?> type) {
            checkName(name);
            if (version < 1) {
                throw new SchemaException(
                        "The event \"" + name + "\" has schema version " + version + ": they count from 1");
            }
            if (type.isInterface()
                    || Modifier.isAbstract(type.getModifiers())
                    || type.isPrimitive()
                    || type == JsonObject.class) {
                throw new SchemaException("The event \"" + name + "\" is of " + type.getName()
                        + ", which has no values of its own: register a record or class");
            }
            refuseGeneric("The event \"" + name + "\"", type);
            Entry entry = new Entry(name, version, type);
            Entry taken = entries.get(name);
            if (entry.equals(taken)) { // as when two sealed interfaces permit it
                return this;
            }
            if (taken != null) {
                throw new SchemaException(
                        "The name \"" + name + "\" is given to " + taken.type().getName() + " and to " + type.getName()
                                + ": each event needs a name of its own");
            }
            for (Entry other : entries.values()) {
                if (other.type() == type) {
                    throw new SchemaException("The class " + type.getName() + " is registered as \"" + other.name()
                            + "\" and as \"" + name + "\": for an old name use alias(…)");
                }
            }
            entries.put(name, entry);
            return this;
        }

        /**
         * How an event of an earlier schema version becomes one of the next.
         *
         * @param from the earlier version
         * @param source the class under which it is read
         * @param target the class of the next version: the source of the next upcaster, or the registered class; or {@link
         *     JsonObject}, which is read as that class
         */
        public <A, B> Builder upcast(
                String name, int from, Class<A> source, Class<B> target, Function<? super A, ? extends B> function) {
            refuseGeneric("The event \"" + name + "\" at schema version " + from, source);
            upcasts.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(new Upcast<>(from, source, target, false, function));
            return this;
        }

        /**
         * How the JSON of an earlier schema version becomes that of the next: no class of the earlier version is needed. It is
         * read as the next version's class where the next step, or the registered event, has one. So steps on JSON come
         * before those on classes.
         *
         * @param from the earlier version
         * @param function takes the JSON without the content of personal members, which it can move or leave out; they must
         *     end at names that the class marks {@link Personal}
         */
        public Builder upcastJson(String name, int from, UnaryOperator<JsonObject> function) {
            return upcast(name, from, JsonObject.class, JsonObject.class, function);
        }

        /**
         * What an event of an earlier schema version, or one that isn't written any more, becomes: several events of
         * registered classes, or none. They are of the current versions of their classes, and read in their order; see {@link
         * RecordedEvent} for what they have in common. The name itself needs to be registered only where later versions of it
         * are written.
         *
         * @param from the schema version of what is split; 1 where it has no other
         * @param source the class under which it is read; {@link JsonObject} where there is none any more
         * @param target what all the parts are, such as their sealed interface: a reader who asks for events of a class is
         *     given parts that are
         */
        public <A, T> Builder split(
                String name,
                int from,
                Class<A> source,
                Class<T> target,
                Function<? super A, ? extends List<? extends T>> function) {
            refuseGeneric("The event \"" + name + "\" at schema version " + from, source);
            upcasts.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(new Upcast<>(from, source, target, true, function));
            return this;
        }

        /** Another name under which the event was stored once; new ones are stored under its own. */
        public Builder alias(String storedName, String name) {
            checkName(storedName);
            String before = aliases.put(storedName, name);
            if (before != null && !before.equals(name)) {
                throw new SchemaException(
                        "The alias \"" + storedName + "\" is given to \"" + before + "\" and to \"" + name + "\"");
            }
            return this;
        }

        /** A name that is stored and means nothing any more: its events are passed over when they are read. */
        public Builder ignore(String storedName) {
            checkName(storedName);
            ignored.add(storedName);
            return this;
        }

        private static void refuseGeneric(String label, Class<?> type) {
            if (type.getTypeParameters().length > 0) {
                throw new SchemaException(label + " is of " + type.getName() + "<"
                        + type.getTypeParameters()[0].getName()
                        + ">, and what is stored doesn't say what that is, so that it would be read as a map: register a"
                        + " class that says it, as by extending the generic one, or a record of its own");
            }
        }

        private static void checkName(String name) {
            if (name.isBlank() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
                throw new SchemaException("An event's name is blank, has more than " + MAX_NAME
                        + " characters, or holds a NUL character");
            }
        }

        /**
         * The registry.
         *
         * @throws SchemaException where a chain of upcasters has a gap, names collide, or a personal member names no subject
         */
        public EventTypes build() {
            return new EventTypes(this);
        }
    }
}
