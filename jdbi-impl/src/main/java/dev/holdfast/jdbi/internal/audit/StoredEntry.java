package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditRow;
import dev.holdfast.table.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a read.
 *
 * @param keyColumns the recorded table's, without the tenant's
 * @param schemaName where the table is now; null where it isn't any more
 * @param tableName its present name
 * @param isVisible whether it is found without its schema
 * @param row the entry; null where there is none
 */
record StoredEntry(
        List<String> keyColumns,
        @Nullable String schemaName,
        @Nullable String tableName,
        boolean isVisible,
        @Nullable AuditRow row) {

    /** Whether it is of a table as that is declared. */
    boolean isOf(Table table) {
        String schema = table.schemaName();
        return table.name().equals(tableName) && (schema == null ? isVisible : schema.equals(schemaName));
    }

    /** Names, not values. */
    @Override
    public String toString() {
        return "StoredEntry[" + tableName + "]";
    }
}
