package dev.holdfast.cqrs;

import java.util.ArrayList;
import java.util.List;

/** What looks at a command or query before it is handled. Immutable. */
final class Checks {

    /** What looks at a class and those below it. */
    record On<F>(Class<?> type, F check) {}

    private final List<On<Validator<Object>>> validators;
    private final List<On<Authorizer<Object>>> authorizers;

    Checks(List<On<Validator<Object>>> validators, List<On<Authorizer<Object>>> authorizers) {
        this.validators = List.copyOf(validators);
        this.authorizers = List.copyOf(authorizers);
    }

    /** Of these classes the names of those that nobody says who may send; none where that isn't asked at all. */
    List<String> open(Iterable<Class<?>> handled) {
        List<String> open = new ArrayList<>();
        for (Class<?> type : handled) {
            if (!authorizers.isEmpty()
                    && authorizers.stream().noneMatch(each -> each.type().isAssignableFrom(type))) {
                open.add(type.getName());
            }
        }
        return open;
    }

    /** Refuses it, first for who sends it: whoever may not learns nothing of what is wrong with it. */
    void refuse(Object message, Caller caller) throws Exception {
        for (On<Authorizer<Object>> each : authorizers) {
            if (each.type().isInstance(message) && !each.check().allows(message, caller)) {
                throw new NotAuthorizedException(Handlers.typeOf(message), caller.actor(), caller.tenantId());
            }
        }
        Violations violations = new Violations();
        for (On<Validator<Object>> each : validators) {
            if (each.type().isInstance(message)) {
                each.check().validate(message, violations);
            }
        }
        if (!violations.found().isEmpty()) {
            throw new ValidationException(Handlers.typeOf(message), violations.found());
        }
    }
}
