package dev.holdfast.cqrs;

/**
 * Looks at a command or query before it is handled. Called by several threads at once.
 *
 * @param <M> the command or query
 */
@FunctionalInterface
public interface Validator<M> {

    /** Adds what is wrong with it; all that is added is told at once, by a {@link ValidationException}. */
    void validate(M message, Violations violations) throws Exception;
}
