package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;

/**
 * A place in the order of all events, opaque: compare it, keep its {@link #token}, and give it back. It tells how much all
 * tenants append: nothing to be shown to clients. Immutable.
 *
 * @param value only for the store itself
 */
public record Position(long value) implements Comparable<Position> {

    /** Before the first event. */
    public static final Position START = new Position(0);

    private static final String PREFIX = "p";

    public Position {
        if (value < 0) {
            throw new InvalidValueException("A position", "is negative", "begin with Position.START");
        }
    }

    /** As text to be stored. */
    public String token() {
        return PREFIX + value;
    }

    /**
     * The position that a token stands for.
     *
     * @throws InvalidValueException where {@link #token} never gave it
     */
    public static Position parse(String token) {
        if (token.matches(PREFIX + "(0|[1-9][0-9]{0,17})")) {
            return new Position(Long.parseLong(token.substring(PREFIX.length())));
        }
        throw new InvalidValueException("A position's token", "isn't one", "give what token() gave");
    }

    @Override
    public int compareTo(Position other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return token();
    }
}
