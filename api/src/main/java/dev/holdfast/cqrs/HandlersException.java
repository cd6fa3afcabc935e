package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import java.util.ArrayList;
import java.util.List;

/** The handlers given to a {@link Cqrs} don't fit the commands and queries. All that is wrong is told at once, by classes' names. */
public final class HandlersException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final List<String> missing;
    private final List<String> doubled;
    private final List<String> others;

    HandlersException(List<String> missing, List<String> doubled, List<String> others) {
        super(message(missing, doubled, others));
        this.missing = List.copyOf(missing);
        this.doubled = List.copyOf(doubled);
        this.others = List.copyOf(others);
    }

    private static String message(List<String> missing, List<String> doubled, List<String> others) {
        List<String> parts = new ArrayList<>();
        if (!missing.isEmpty()) {
            parts.add("Without a handler: " + String.join(", ", missing) + "; give each one to command(…) or query(…)");
        }
        if (!doubled.isEmpty()) {
            parts.add("With more than one: " + String.join(", ", doubled) + "; leave one of each");
        }
        parts.addAll(others);
        return String.join(". ", parts) + ".";
    }

    /** The classes that have no handler. */
    public List<String> missing() {
        return missing;
    }

    /** The classes that have two or more. */
    public List<String> doubled() {
        return doubled;
    }

    /** What else is wrong, as sentences. */
    public List<String> others() {
        return others;
    }
}
