package dev.holdfast.audit;

import dev.holdfast.error.InvalidValueException;

/**
 * Where an entry stands in the log, for who goes on behind it later. Its {@link #toString} comes back by {@link #parse}.
 *
 * @param changeSet the change set's id
 * @param sequence the entry's sequence
 */
public record AuditPosition(long changeSet, long sequence) {

    /**
     * A position from its text.
     *
     * @throws InvalidValueException where it is none
     */
    public static AuditPosition parse(String text) {
        int dash = text.indexOf('-');
        try {
            return new AuditPosition(
                    Long.parseLong(text.substring(0, Math.max(dash, 0))), Long.parseLong(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new InvalidValueException(
                    "A position in the audit log",
                    "isn't one",
                    "give the text of an entry's position(), such as 12-345");
        }
    }

    /** Such as {@code 12-345}. */
    @Override
    public String toString() {
        return changeSet + "-" + sequence;
    }
}
