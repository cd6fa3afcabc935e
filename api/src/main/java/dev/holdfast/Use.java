package dev.holdfast;

/** As {@link Work}, without a result. */
@FunctionalInterface
public interface Use<A> {

    /**
     * Does the work.
     *
     * @throws Exception rolls back; a checked one comes out as the cause of a {@code HoldfastException}
     */
    void run(A argument) throws Exception;
}
