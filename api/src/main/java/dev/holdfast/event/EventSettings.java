package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;

/** How events are kept: given to the builder of a Holdfast. Immutable and thread-safe. */
public final class EventSettings {

    private static final int DEFAULT_MAX_PAYLOAD = 1_000_000;
    private static final int LARGEST_PAYLOAD = 200_000_000;

    private final EventTypes types;
    private final int maxPayload;
    private final boolean coalescesAppends;

    private EventSettings(EventTypes types, int maxPayload, boolean coalescesAppends) {
        this.types = types;
        this.maxPayload = maxPayload;
        this.coalescesAppends = coalescesAppends;
    }

    /** Events of these types, each with at most 1,000,000 bytes of data, and each append in a transaction of its own. */
    public static EventSettings with(EventTypes types) {
        return new EventSettings(types, DEFAULT_MAX_PAYLOAD, false);
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
        return new EventSettings(types, bytes, coalescesAppends);
    }

    /**
     * The same, with or without coalescing: appends of one event each that several threads of this process ask for outside of a
     * transaction at the same time go out in one statement, {@code holdfast.append_many(…)}, and so in one transaction, whatever
     * tenants they are of. Each caller gets the result or the error that it would get by itself. Nobody waits for others to come.
     *
     * <p>Where many threads append, this saves the server CPU time; where few do, or commits wait for a slow disk, waiting for
     * one's turn, some two milliseconds at most before going on, may cost more than it brings. Its price: the streams of those who go
     * together are locked together until all are committed, some milliseconds at most, and a refusal of the whole costs each of them
     * another try. Several events at once, those with personal members, those of more than 10,000 characters, and appends in
     * transactions are as without it; so are all of a Holdfast that has inline projections.
     *
     * @param coalesce whether to; without this call it isn't done
     */
    public EventSettings coalesceAppends(boolean coalesce) {
        return new EventSettings(types, maxPayload, coalesce);
    }

    public EventTypes types() {
        return types;
    }

    public int maxPayload() {
        return maxPayload;
    }

    /** Whether appends of several threads go out together. */
    public boolean coalescesAppends() {
        return coalescesAppends;
    }
}
