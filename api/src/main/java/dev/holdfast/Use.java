package dev.holdfast;

/** As {@link Work}, without a result. */
@FunctionalInterface
public interface Use<A> {

    /** Does it. */
    void run(A argument) throws Exception;
}
