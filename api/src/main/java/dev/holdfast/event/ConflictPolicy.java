package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import java.util.List;

/**
 * Whether a command that lost against others is tried again, on the state as it is then.
 *
 * @param <C> commands
 * @param <E> events
 */
@FunctionalInterface
public interface ConflictPolicy<C, E> {

    /** What happened. */
    record Conflict<C, E>(C command, int attempt, VersionConflictException cause, List<RecordedEvent<E>> between) {

        public Conflict {
            between = List.copyOf(between);
        }

        @Override
        public String toString() {
            return "Conflict[" + cause.stream() + ", attempt " + attempt + "]";
        }
    }

    /**
     * Decides.
     *
     * @param conflict the command, how often it was tried (from 1), and the events that came in between
     */
    boolean triesAgain(Conflict<C, E> conflict);

    /**
     * Tried so often at most, whatever came in between.
     *
     * @param attempts the first one included; at least 1
     */
    static <C, E> ConflictPolicy<C, E> attempts(int attempts) {
        if (attempts < 1) {
            throw new InvalidValueException("attempts", "is below 1", "the first one counts too; see never()");
        }
        return conflict -> conflict.attempt() < attempts;
    }

    /** Never tried again. */
    static <C, E> ConflictPolicy<C, E> never() {
        return conflict -> false;
    }
}
