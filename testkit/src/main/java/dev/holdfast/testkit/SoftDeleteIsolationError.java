package dev.holdfast.testkit;

import java.util.stream.Collectors;

/** A deleted row was seen or touched. The message names table, attempt, way and what was seen. */
public final class SoftDeleteIsolationError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient SoftDeleteReport report;

    SoftDeleteIsolationError(SoftDeleteReport report) {
        super(report.failures().size() + " of " + report.entries().size() + " attempts on deleted rows"
                + " weren't stopped:\n"
                + report.failures().stream().map(entry -> "  " + entry).collect(Collectors.joining("\n"))
                + "\nholdfast.doctor() names what is missing in the database.");
        this.report = report;
    }

    /** All that was tried. */
    public SoftDeleteReport report() {
        return report;
    }
}
