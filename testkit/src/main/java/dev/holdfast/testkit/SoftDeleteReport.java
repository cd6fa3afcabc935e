package dev.holdfast.testkit;

import dev.holdfast.testkit.IsolationReport.Entry;
import dev.holdfast.testkit.IsolationReport.Outcome;
import java.util.List;
import java.util.Set;

/**
 * What {@link SoftDeleteIsolation} tried, and what came of it. Holds names, counts and error codes, never a row's values.
 * Immutable; {@link #toString} is a table to read.
 *
 * @param entries each attempt, in the order in which they were made; one on a row that was hidden by the deletion of
 *     another has the reference behind its name, as in {@code count, under painting_id}
 * @param lasting registered tables whose rows are deleted for good and live as long as they are there, where there is
 *     nothing to try
 */
public record SoftDeleteReport(List<Entry> entries, List<String> lasting) {

    public SoftDeleteReport {
        entries = List.copyOf(entries);
        lasting = List.copyOf(lasting);
    }

    /** The attempts for which the assertion fails: breached ones, and those that left it unclear. */
    public List<Entry> failures() {
        return IsolationReport.failuresOf(entries);
    }

    /** How many attempts ended so. */
    public long count(Outcome outcome) {
        return entries.stream().filter(e -> e.outcome() == outcome).count();
    }

    /** The tables that were tried. */
    public Set<String> tables() {
        return IsolationReport.tablesOf(entries);
    }

    @Override
    public String toString() {
        return "Deleted rows of " + tables().size() + " tables: " + IsolationReport.countsOf(entries)
                + (lasting.isEmpty() ? "" : "; nothing to delete softly: " + String.join(", ", lasting)) + "\n"
                + IsolationReport.printed(entries);
    }
}
