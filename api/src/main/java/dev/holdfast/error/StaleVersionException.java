package dev.holdfast.error;

/** An update or delete that named a version found the row at another one: somebody else changed it meanwhile. */
public final class StaleVersionException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String table;
    private final long expected;
    private final long actual;

    public StaleVersionException(String table, long expected, long actual) {
        super("A row of " + table + " was expected at version " + expected + " and is at " + actual
                + ": it was changed meanwhile. Read it again, and decide anew.");
        this.table = table;
        this.expected = expected;
        this.actual = actual;
    }

    /** The table's name. */
    public String table() {
        return table;
    }

    /** The version that the caller had read. */
    public long expected() {
        return expected;
    }

    /** The version that the row had when the loss was found. */
    public long actual() {
        return actual;
    }
}
