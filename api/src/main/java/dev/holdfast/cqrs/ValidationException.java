package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import java.util.List;
import java.util.stream.Collectors;

/** A command or query isn't valid, so nothing was done. */
public final class ValidationException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final Class<?> type;
    private final transient List<Violation> violations;

    ValidationException(Class<?> type, List<Violation> violations) {
        super(Names.of(type) + " isn't valid: "
                + violations.stream().map(Violation::toString).collect(Collectors.joining("; "))
                + ". Mend all of it, and send it again");
        this.type = type;
        this.violations = List.copyOf(violations);
    }

    /** What was sent or asked. */
    public Class<?> type() {
        return type;
    }

    /** All that is wrong with it. */
    public List<Violation> violations() {
        return violations;
    }
}
