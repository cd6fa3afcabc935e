package dev.holdfast.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an event says, as PostgreSQL gives it: nothing is decoded, decrypted or brought to another schema version, so that
 * no class needs to be registered, and nothing fails. Its name and schema version are the {@link RecordedEvent}'s. Immutable
 * and thread-safe; its {@link #toString} doesn't show the data.
 *
 * @param json its data, without the personal members whose value isn't null: these are stored encrypted, elsewhere
 * @param metadata all of its metadata, a JSON object
 * @param personal the names of the personal members, each with the subject whose it is, in the order of names
 */
public record RawEvent(String json, String metadata, Map<String, String> personal) {

    public RawEvent {
        personal = Collections.unmodifiableMap(new LinkedHashMap<>(personal));
    }

    /** Whether this is wanted, and no registered class. */
    static boolean isWanted(Class<?> type) {
        return type == RawEvent.class || type == OpenedEvent.class;
    }

    @Override
    public String toString() {
        return "RawEvent[personal=" + personal.keySet() + "]";
    }
}
