package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;

/** An event's class, stored name, or stored schema version isn't in the registry, or isn't what the reader asked for. */
public final class UnknownEventTypeException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String type;

    private UnknownEventTypeException(String type, String message) {
        super(message);
        this.type = type;
    }

    /** A class that isn't registered. */
    public static UnknownEventTypeException ofClass(Class<?> type) {
        return new UnknownEventTypeException(
                type.getName(),
                "An event of " + type.getName() + " can't be stored, since the class isn't registered: "
                        + (Iterable.class.isAssignableFrom(type)
                                ? "a list of events is for appendAll(…)"
                                : "mark it @EventType(name) and give it to EventTypes"));
    }

    /** A class that is none of the registered events', nor of what they extend. */
    public static UnknownEventTypeException ofReader(Class<?> type) {
        return new UnknownEventTypeException(
                type.getName(),
                "Events of " + type.getName() + " can't be read, since no registered class is one: mark those that are"
                        + " @EventType(name) and give them to EventTypes");
    }

    /** A stored name that isn't registered. */
    public static UnknownEventTypeException ofName(String name, StreamId stream, long version) {
        return new UnknownEventTypeException(
                name,
                "The event " + version + " of the stream " + stream + " is of the type \"" + name
                        + "\", which isn't registered: register its class, an alias(…), or ignore(\"" + name + "\")");
    }

    /** A stored schema version that is newer than the registered one. */
    public static UnknownEventTypeException ofVersion(String name, int schemaVersion, StreamId stream, long version) {
        return new UnknownEventTypeException(
                name,
                "The event " + version + " of the stream " + stream + " is of the type \"" + name
                        + "\" at schema version " + schemaVersion
                        + ", which this program doesn't know: a newer one wrote it; update this one");
    }

    /** A part of a stored event, made by an upcaster that splits it, of a class that isn't registered. */
    public static UnknownEventTypeException ofPart(String name, Class<?> part, StreamId stream, long version) {
        return new UnknownEventTypeException(
                part.getName(),
                "The event " + version + " of the stream " + stream + " is of the type \"" + name
                        + "\", and its upcaster splits it into a " + part.getName()
                        + ", which isn't registered: register it, so that readers can ask for it");
    }

    /** Data of another class than asked for. */
    public static UnknownEventTypeException unexpected(
            String name, Class<?> expected, Class<?> actual, StreamId stream, long version) {
        return new UnknownEventTypeException(
                name,
                "The event " + version + " of the stream " + stream + " is of the type \"" + name + "\", a "
                        + actual.getName() + ", and the reader wants " + expected.getName()
                        + ": read it as Object, or let the class implement it");
    }

    /** The name of the class or the stored name. */
    public String type() {
        return type;
    }
}
