package dev.holdfast.testkit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@link TenantIsolation} tried, and what came of it. Holds names, counts and error codes, never a row's values.
 * Immutable; {@link #toString} is a table to read.
 *
 * @param entries each attempt, in the order in which they were made
 * @param unowned registered tables that belong to no tenant, where there is nothing to try
 */
public record IsolationReport(List<Entry> entries, List<String> unowned) {

    /** By which way a table was tried. */
    public enum Way {
        /** Holdfast's statements. */
        DSL,
        /** Plain JDBC with the tenant's setting, as any SQL client could. */
        SQL
    }

    /** What came of an attempt. */
    public enum Outcome {
        /** The tenants were kept apart, or the deleted row hidden. */
        HELD,
        /** The row was reached, or the attempt was stopped by something else than the fence. */
        BREACHED,
        /** An error that says nothing about isolation; the assertion fails all the same. */
        UNCLEAR,
        /** There was no way to try. */
        NOT_TRIED
    }

    /**
     * One attempt.
     *
     * @param table the table's name
     * @param attempt what was tried
     * @param way by which way
     * @param outcome what came of it
     * @param observed what was seen, such as "0 rows"
     */
    public record Entry(String table, String attempt, Way way, Outcome outcome, String observed) {

        @Override
        public String toString() {
            return table + ": " + attempt + ", by " + way + ": "
                    + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (" + observed + ")";
        }
    }

    public IsolationReport {
        entries = List.copyOf(entries);
        unowned = List.copyOf(unowned);
    }

    /** The attempts for which the assertion fails: breached ones, and those that left it unclear. */
    public List<Entry> failures() {
        return failuresOf(entries);
    }

    static List<Entry> failuresOf(List<Entry> entries) {
        return entries.stream()
                .filter(e -> e.outcome() == Outcome.BREACHED || e.outcome() == Outcome.UNCLEAR)
                .toList();
    }

    /** How many attempts ended so. */
    public long count(Outcome outcome) {
        return entries.stream().filter(e -> e.outcome() == outcome).count();
    }

    /** The tables that were tried. */
    public Set<String> tables() {
        return tablesOf(entries);
    }

    static Set<String> tablesOf(List<Entry> entries) {
        Set<String> tables = new LinkedHashSet<>();
        entries.forEach(entry -> tables.add(entry.table()));
        return tables;
    }

    @Override
    public String toString() {
        return "Tenant isolation of " + tables().size() + " tables: " + countsOf(entries)
                + (unowned.isEmpty() ? "" : "; without a tenant: " + String.join(", ", unowned)) + "\n"
                + printed(entries);
    }

    static String countsOf(List<Entry> entries) {
        StringBuilder counts = new StringBuilder().append(entries.size()).append(" attempts");
        for (Outcome outcome : Outcome.values()) {
            counts.append(", ")
                    .append(entries.stream().filter(e -> e.outcome() == outcome).count())
                    .append(' ')
                    .append(outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        return counts.toString();
    }

    static String printed(List<Entry> entries) {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"table", "attempt", "way", "outcome", "observed"});
        for (Entry e : entries) {
            lines.add(new String[] {
                e.table(), e.attempt(), e.way().name(), e.outcome().name().replace('_', ' '), e.observed()
            });
        }
        int[] widths = new int[5];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                row.append(line[i]).append(" ".repeat(widths[i] - line[i].length() + 2));
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
