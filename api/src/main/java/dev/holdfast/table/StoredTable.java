package dev.holdfast.table;

import dev.holdfast.error.SchemaException;

/** A table of the database itself, other than an alias or a query: what rows are deleted from. */
public sealed interface StoredTable extends Source permits Table, SoftDeletable, Audited, Historical {

    /** The table that this is. */
    default Table asTable() {
        if (this instanceof Table table) {
            return table;
        }
        throw new SchemaException(getClass().getName() + " says what a table is, and is no Table: extend Table");
    }
}
