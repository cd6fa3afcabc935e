package dev.holdfast.cqrs;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import dev.holdfast.internal.Required;
import java.time.Duration;

/**
 * How far what a query reads must be. Immutable.
 *
 * @param position of a command's answer, or of an append
 * @param timeout for how long the asking thread waits; from 0 to a minute, since whoever names a position that never comes has it
 *     wait as long
 */
public record AtLeast(Position position, Duration timeout) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    public AtLeast {
        Required.given("atLeast", position);
        if (Required.given("atLeast", timeout).isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new InvalidValueException(
                    "The time-out of atLeast(…)", "is " + timeout, "give one from 0 to " + LONGEST.toSeconds() + " s");
        }
    }

    /** At least at this position, or after so long not at all. */
    public static AtLeast atLeast(Position position, Duration timeout) {
        return new AtLeast(position, timeout);
    }
}
