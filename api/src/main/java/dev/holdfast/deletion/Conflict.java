package dev.holdfast.deletion;

import java.util.List;

/** Why a row can't be restored. */
public sealed interface Conflict {

    /** The row that was to be restored. */
    RowKey row();

    /**
     * A unique key has the row's values again.
     *
     * @param row the row that was to be restored
     * @param columns the unique key's columns, without the tenant
     * @param holder the row that has the values: a live one, or another one that was to be restored
     */
    record UniqueConflict(RowKey row, List<String> columns, RowKey holder) implements Conflict {}

    /**
     * The row refers to one that is deleted, and isn't restored with it.
     *
     * @param row the row that was to be restored
     * @param column the referring column
     * @param parent the deleted row that it refers to
     */
    record ParentDeleted(RowKey row, String column, RowKey parent) implements Conflict {}
}
