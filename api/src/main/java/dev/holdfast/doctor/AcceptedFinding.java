package dev.holdfast.doctor;

/**
 * A finding that somebody takes as it is.
 *
 * @param finding what was found
 * @param acceptance why, and who answers for it
 */
public record AcceptedFinding(Finding finding, Acceptance acceptance) {

    @Override
    public String toString() {
        return "accepted: " + finding.described() + "\n    by " + acceptance.owner() + ": " + acceptance.reason();
    }
}
