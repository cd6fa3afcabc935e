package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.error.ConnectionUnavailableException;
import dev.holdfast.jdbi.internal.error.SqlErrors;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose fault it is when handlers throw: the event's, or that of what is around it. */
final class Faults {

    private static final int SHOWN = 2000;

    /** Connections, lost races, resources, whoever shuts the server down. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57", "58");

    private static final Set<String> CONNECTION = Set.of("08", "57", "58");

    /** The server ended what took too long. */
    private static final Set<String> TOO_LONG = Set.of("25P03", "25P04", "57014");

    private Faults() {}

    /** Whether the same may work a moment later. */
    static boolean isPassing(Throwable failure) {
        String state = SqlErrors.stateOf(failure);
        return failure instanceof ConnectionUnavailableException
                || isProcess(failure)
                || (state != null
                        && (PASSING.contains(state.substring(0, 2)) || isTooLong(failure) || "55P03".equals(state)));
    }

    /** Whether the transaction is gone, or the process is to blame, whichever event it was. */
    static boolean isOfAll(Throwable failure) {
        String state = SqlErrors.stateOf(failure);
        return failure instanceof ConnectionUnavailableException
                || isLost(failure)
                || failure instanceof VirtualMachineError
                || isProcess(failure)
                || (state != null && CONNECTION.contains(state.substring(0, 2)));
    }

    /** Whether a handler that is tried again would take the transaction along again. */
    static boolean isSuspect(Throwable failure) {
        return isTooLong(failure) || failure instanceof StackOverflowError;
    }

    private static boolean isTooLong(Throwable failure) {
        String state = SqlErrors.stateOf(failure);
        return state != null && TOO_LONG.contains(state);
    }

    /** Not the event's fault: memory, or classes that aren't there. */
    private static boolean isProcess(Throwable failure) {
        return failure instanceof LinkageError
                || (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError));
    }

    /** Whether the partition isn't this process's any more. */
    static boolean isLost(Throwable failure) {
        return failure instanceof LostPartitionException || "HF019".equals(SqlErrors.stateOf(failure));
    }

    /** What is kept of a failure; without values, since its message has none of ours, and a handler's own are its business. */
    static String text(@Nullable Throwable failure) {
        if (failure == null) {
            return "unknown";
        }
        String text = failure.getClass().getName() + ": " + failure.getMessage();
        Throwable cause = failure.getCause();
        String whole =
                cause == null ? text : text + "; caused by " + cause.getClass().getName() + ": " + cause.getMessage();
        String clean = whole.replace("\0", "");
        return clean.length() > SHOWN ? clean.substring(0, SHOWN) : clean;
    }
}
