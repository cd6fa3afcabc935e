package dev.holdfast.cqrs;

import org.jspecify.annotations.Nullable;

/**
 * Stands around the handling of each command and query: outside of its transaction, and of all that may refuse it. Called by several
 * threads at once.
 */
@FunctionalInterface
public interface Middleware {

    /** What is within: the next one, or the handling itself. */
    @FunctionalInterface
    interface Next {

        /** Goes on; once at most. What is thrown comes out as the sender would get it. */
        @Nullable
        Object proceed();
    }

    /**
     * Handles a command or query by {@code next.proceed()}.
     *
     * @param message a {@link Command} or a {@link Query}
     * @return what the sender gets: an {@link Answer} of a command's result, a query's result; as a rule what {@code next} gave
     * @throws Exception anything; an unchecked one comes out as it is, a checked one as the cause of a {@code HoldfastException}
     */
    @Nullable
    Object around(Object message, Caller caller, Next next) throws Exception;
}
