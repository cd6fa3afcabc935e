package dev.holdfast.event;

/**
 * What an event says, with its personal members decrypted; else as PostgreSQL gives it, without a registered class.
 * Immutable and thread-safe; its {@link #toString} doesn't show the data.
 *
 * @param json its data with the personal members, those at the end. One whose subject was shredded isn't in it: see {@link
 *     RecordedEvent#shredded}
 * @param raw the event as it is stored
 */
public record OpenedEvent(String json, RawEvent raw) {

    @Override
    public String toString() {
        return "OpenedEvent[" + raw + "]";
    }
}
