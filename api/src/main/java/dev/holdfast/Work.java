package dev.holdfast;

import org.jspecify.annotations.Nullable;

/**
 * Something done with a transaction or a SqlObject, with a result. It may throw anything: an unchecked exception comes
 * out as it is, a checked one as the cause of a {@link dev.holdfast.error.HoldfastException}.
 */
@FunctionalInterface
public interface Work<A, R extends @Nullable Object> {

    /**
     * Does the work.
     *
     * @return what the caller gets
     * @throws Exception rolls back; a checked one comes out as the cause of a {@code HoldfastException}
     */
    R run(A argument) throws Exception;
}
