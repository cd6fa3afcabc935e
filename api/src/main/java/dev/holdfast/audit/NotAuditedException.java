package dev.holdfast.audit;

import dev.holdfast.error.HoldfastException;

/** The changes of a table aren't recorded, so that nothing can be told of them. */
public final class NotAuditedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String table;

    /** Of a table, by its name with its schema where it has one. */
    public NotAuditedException(String table) {
        super("Table " + table + " isn't audited, so that nothing is known of its changes: run the change"
                + " holdfast:enableAudit tableName=\"" + table + "\" in your changelog");
        this.table = table;
    }

    /** The table's name, with its schema where it has one. */
    public String table() {
        return table;
    }
}
