package dev.holdfast.cqrs;

/**
 * What is wrong with a command or query.
 *
 * @param member where, as the sender knows it, such as {@code title}
 * @param problem what, for whoever is to mend it; without the value, which may be anybody's
 */
public record Violation(String member, String problem) {

    @Override
    public String toString() {
        return member + " " + problem;
    }
}
