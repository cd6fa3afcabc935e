package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Acceptance;
import dev.holdfast.doctor.AcceptedFinding;
import dev.holdfast.doctor.Additions;
import dev.holdfast.doctor.Diagnosis;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells findings that somebody takes as they are from those to mend.
 *
 * @param acceptances where two match, the first one counts
 */
record Accepting(List<Acceptance> acceptances) {

    /** What is found and accepted; where all was looked at, also what is accepted and isn't found. */
    Diagnosis diagnosis(int tables, List<Finding> found, boolean all, Additions additions) {
        List<Finding> open = new ArrayList<>();
        List<AcceptedFinding> accepted = new ArrayList<>();
        for (Finding finding : found) {
            Optional<Acceptance> by = acceptances.stream()
                    .filter(acceptance -> acceptance.accepts(finding))
                    .findFirst();
            by.ifPresentOrElse(
                    acceptance -> accepted.add(new AcceptedFinding(finding, acceptance)), () -> open.add(finding));
        }
        if (all) {
            acceptances.stream()
                    .filter(acceptance -> found.stream().noneMatch(acceptance::accepts))
                    .map(Accepting::unused)
                    .forEach(open::add);
        }
        return new Diagnosis(tables, open, accepted, additions);
    }

    private static Finding unused(Acceptance acceptance) {
        return new Finding(
                TableCheck.ACCEPTANCE_UNUSED,
                acceptance.subject(),
                "the acceptance of " + acceptance + " matches nothing any more",
                "take the acceptance away");
    }
}
