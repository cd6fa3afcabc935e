package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Gate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is told beside an event. The session's actor, reason and, where no correlation is given, its request id are filled
 * in by PostgreSQL, for every client. Immutable.
 *
 * @param correlation what the event belongs to, such as a request; null for none
 * @param causation what brought it about, such as another event's id; null for none
 * @param actor who acted; read only, null for nobody
 * @param reason why; read only, null for none
 * @param own whatever else, by names of yours
 */
public record EventMetadata(
        @Nullable String correlation,
        @Nullable String causation,
        @Nullable String actor,
        @Nullable String reason,
        Map<String, String> own) {

    /** The names under which the store itself keeps its parts. */
    public static final Set<String> RESERVED = Set.of("correlation", "causation", "actor", "reason");

    private static final EventMetadata NONE = new EventMetadata(null, null, null, null, Map.of());
    private static final int MAX_LENGTH = 1_000;

    public EventMetadata {
        own.keySet().forEach(EventMetadata::refuseReserved);
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /** Nothing but what the session fills in. */
    public static EventMetadata none() {
        return NONE;
    }

    /**
     * What brings events about that follow from this one: its id as causation, its correlation, or else its id again.
     */
    public static EventMetadata causedBy(RecordedEvent<?> event) {
        String id = event.id().toString();
        String correlation = event.metadata().correlation();
        return NONE.correlation(correlation == null ? id : correlation).causation(id);
    }

    /** The same with a correlation. */
    public EventMetadata correlation(String value) {
        return new EventMetadata(checked("correlation", value), causation, actor, reason, own);
    }

    /** The same with a causation. */
    public EventMetadata causation(String value) {
        return new EventMetadata(correlation, checked("causation", value), actor, reason, own);
    }

    /** The same with an entry of yours; an earlier one of that name is replaced. */
    public EventMetadata with(String name, String value) {
        refuseReserved(name);
        Map<String, String> more = new LinkedHashMap<>(own);
        more.put(checked("A name in metadata", name), checked(name, value));
        return new EventMetadata(correlation, causation, actor, reason, more);
    }

    private static void refuseReserved(String name) {
        if (RESERVED.contains(name)) {
            throw new InvalidValueException(
                    "The metadata " + name,
                    "is the store's own",
                    "use correlation(…) or causation(…), or the session's actor(…) and because(…)");
        }
    }

    private static String checked(String label, String value) {
        return Gate.name(label, value, MAX_LENGTH, "leave it out or shorten it");
    }
}
