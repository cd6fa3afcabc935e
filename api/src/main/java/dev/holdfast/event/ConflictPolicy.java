package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a command that lost against others is tried again, on the state as it is then.
 *
 * @param <C> commands
 * @param <E> events
 */
@FunctionalInterface
public interface ConflictPolicy<C, E> {

    /** What happened. Used by one thread. */
    final class Conflict<C, E> {

        private final C command;
        private final int attempt;
        private final VersionConflictException cause;
        private final Supplier<List<RecordedEvent<E>>> read;
        private @Nullable List<RecordedEvent<E>> between;

        /** For tests of a policy. */
        public Conflict(C command, int attempt, VersionConflictException cause, List<RecordedEvent<E>> between) {
            this(command, attempt, cause, () -> between);
        }

        Conflict(C command, int attempt, VersionConflictException cause, Supplier<List<RecordedEvent<E>>> between) {
            this.command = command;
            this.attempt = attempt;
            this.cause = cause;
            this.read = between;
        }

        /** The command that lost. */
        public C command() {
            return command;
        }

        /** How often it was tried, from 1. */
        public int attempt() {
            return attempt;
        }

        /** Which version was expected, and which one was there. */
        public VersionConflictException cause() {
            return cause;
        }

        /** The events that came in between; read when they are first asked for, in one round trip. */
        public List<RecordedEvent<E>> between() {
            List<RecordedEvent<E>> known = between;
            if (known == null) {
                known = List.copyOf(read.get());
                between = known;
            }
            return known;
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

    /** A conflict always comes out as the exception; nothing is tried again. */
    static <C, E> ConflictPolicy<C, E> never() {
        return conflict -> false;
    }
}
