package dev.holdfast.cqrs;

import dev.holdfast.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Does what a command says. Called by several threads at once.
 *
 * @param <C> the command
 * @param <R> what comes of it
 */
@FunctionalInterface
public interface CommandHandler<C, R extends @Nullable Object> {

    /**
     * Handles a command.
     *
     * @param tx of the sender's tenant; commits when this returns, and is rolled back where it throws. Where sending is retried,
     *     this is called again for the same command, in another transaction
     * @throws Exception anything; an unchecked one comes out as it is, a checked one as the cause of a {@code HoldfastException}
     */
    R handle(C command, Transaction tx) throws Exception;
}
