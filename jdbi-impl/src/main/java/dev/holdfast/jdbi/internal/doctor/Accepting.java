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
import java.util.stream.Collectors;

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
                    .map(acceptance -> unused(acceptance, found))
                    .forEach(open::add);
        }
        return new Diagnosis(tables, open, accepted, additions);
    }

    /** Gone, or never there: where the check finds others, the subject may have been written in other words. */
    private static Finding unused(Acceptance acceptance, List<Finding> found) {
        String others = found.stream()
                .filter(finding -> finding.check() == acceptance.check())
                .map(Finding::subject)
                .distinct()
                .collect(Collectors.joining(", "));
        return new Finding(
                TableCheck.ACCEPTANCE_UNUSED,
                acceptance.subject(),
                "the acceptance of " + acceptance + " matches nothing that was found",
                others.isEmpty()
                        ? "take the acceptance away"
                        : "take the acceptance away, or name what it is about as the finding does: "
                                + acceptance.check() + " is of " + others);
    }
}
