package dev.holdfast.event;

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
    }

    /**
     * Decides.
     *
     * @param conflict the command, how often it was tried (from 1), and the events that came in between
     */
    boolean triesAgain(Conflict<C, E> conflict);

    /** Tried so often at most, the first time included, whatever came in between. */
    static <C, E> ConflictPolicy<C, E> attempts(int attempts) {
        return conflict -> conflict.attempt() < attempts;
    }

    /** Never tried again. */
    static <C, E> ConflictPolicy<C, E> never() {
        return conflict -> false;
    }
}
