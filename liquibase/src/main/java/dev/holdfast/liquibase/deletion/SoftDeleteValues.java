package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.Names;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Finds the values of an {@code enableSoftDelete} that can't work, before any SQL runs. */
final class SoftDeleteValues {
    /** PostgreSQL cuts names to 63 bytes; the view's and the function's must not be cut. */
    private static final int LONGEST_TABLE = 50;

    private static final String AMOUNT = "\\d+ (microsecond|second|minute|hour|day|week|month|year)s?";
    private static final Pattern INTERVAL = Pattern.compile(AMOUNT + "( " + AMOUNT + ")*");
    private static final Pattern QUERY = Pattern.compile("(?i)\\b(select|table)\\b|;");

    private SoftDeleteValues() {}

    static void check(EnableSoftDeleteChange change, Consumer<String> error) {
        if (Names.bytes(change.table()) > LONGEST_TABLE) {
            error.accept("tableName is longer than " + LONGEST_TABLE + " bytes, so that the names of its view and its "
                    + "purge function would be cut: " + change.table());
        }
        if (change.keys().isEmpty()) {
            error.accept("keyColumns names no column; leave it out for " + EnableSoftDeleteChange.KEY_COLUMN);
        }
        if (change.tenants() && change.keys().contains(change.column())) {
            error.accept(
                    "the tenant's column " + change.column() + " comes first by itself: leave it out of keyColumns");
        }
        String purgeAfter = change.getPurgeAfter();
        if (purgeAfter != null && !INTERVAL.matcher(purgeAfter).matches()) {
            error.accept("purgeAfter is \"" + purgeAfter + "\"; it is an interval such as 30 days or 1 year 6 months");
        }
        String legalHold = change.getLegalHold();
        if (legalHold != null
                && (legalHold.isBlank() || QUERY.matcher(legalHold).find())) {
            // Another table's rows may be hidden from the owner, and then nothing would be held.
            error.accept("legalHold is \"" + legalHold
                    + "\"; it is a condition over the columns of the row, without a query");
        }
    }
}
