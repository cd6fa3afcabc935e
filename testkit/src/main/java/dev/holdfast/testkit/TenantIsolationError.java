package dev.holdfast.testkit;

import java.util.stream.Collectors;

/** One tenant reached another's row. The message names table, attempt, way and what was seen. */
public final class TenantIsolationError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient IsolationReport report;

    TenantIsolationError(IsolationReport report) {
        super(report.failures().size() + " of " + report.entries().size() + " attempts to cross from one tenant to"
                + " the other weren't stopped:\n"
                + report.failures().stream().map(entry -> "  " + entry).collect(Collectors.joining("\n"))
                + "\nholdfast.doctor() names what is missing in the database.");
        this.report = report;
    }

    /** All that was tried. */
    public IsolationReport report() {
        return report;
    }
}
