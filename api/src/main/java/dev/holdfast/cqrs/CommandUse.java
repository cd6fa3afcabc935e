package dev.holdfast.cqrs;

import dev.holdfast.Transaction;

/**
 * As {@link CommandHandler}, without a result.
 *
 * @param <C> the command
 */
@FunctionalInterface
public interface CommandUse<C> {

    /** Handles a command, as {@link CommandHandler#handle} does. */
    void run(C command, Transaction tx) throws Exception;
}
