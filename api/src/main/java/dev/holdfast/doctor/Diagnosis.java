package dev.holdfast.doctor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the doctor found.
 *
 * @param tables how many tables were looked at
 * @param findings in the order of their subjects; empty for a clean bill
 */
public record Diagnosis(int tables, List<Finding> findings) {

    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** True where there is nothing to mend. */
    public boolean isClean() {
        return findings.isEmpty();
    }

    /** The findings of one check. */
    public List<Finding> of(Check check) {
        return findings.stream().filter(f -> f.check() == check).toList();
    }

    /** One line for a clean bill, else each finding with its fix. */
    @Override
    public String toString() {
        return isClean()
                ? tables + " tables, nothing to mend"
                : findings.stream().map(Finding::toString).collect(Collectors.joining("\n"));
    }
}
