package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;

/** How events are kept: given to the builder of a Holdfast. Immutable and thread-safe. */
public final class EventSettings {

    private static final int DEFAULT_MAX_PAYLOAD = 1_000_000;
    private static final int LARGEST_PAYLOAD = 200_000_000;

    private final EventTypes types;
    private final int maxPayload;

    private EventSettings(EventTypes types, int maxPayload) {
        this.types = types;
        this.maxPayload = maxPayload;
    }

    /** Events of these types, each with at most 1,000,000 bytes of data. */
    public static EventSettings with(EventTypes types) {
        return new EventSettings(types, DEFAULT_MAX_PAYLOAD);
    }

    /**
     * The same with another limit for the data of one event.
     *
     * @param bytes of its JSON in UTF-8, personal members too; from 1 to 200,000,000
     */
    public EventSettings maxPayload(int bytes) {
        if (bytes < 1 || bytes > LARGEST_PAYLOAD) {
            throw new InvalidValueException(
                    "maxPayload",
                    "isn't between 1 and " + LARGEST_PAYLOAD,
                    "keep large things elsewhere, and name them");
        }
        return new EventSettings(types, bytes);
    }

    public EventTypes types() {
        return types;
    }

    public int maxPayload() {
        return maxPayload;
    }
}
