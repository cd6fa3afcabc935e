package dev.holdfast.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code holdfast.audit_entries} as it was read.
 *
 * @param sequence grows in the order of one key's changes
 * @param table the logical name
 * @param keyColumns the primary key's columns, without the tenant's
 * @param key the column's text, or of several columns a JSON array of their texts; null where a whole table was emptied
 * @param newKey the key after the change; null where it is the same
 * @param tenant whose row it is: a Long, UUID or String; null for none
 * @param changesJson what changed, by columns' names; null where no values are recorded
 */
public record AuditRow(
        long sequence,
        Instant recordedAt,
        String table,
        List<String> keyColumns,
        @Nullable String key,
        @Nullable String newKey,
        AuditAction action,
        ChangeSet changeSet,
        @Nullable Object tenant,
        @Nullable String changesJson) {

    public AuditRow {
        keyColumns = List.copyOf(keyColumns);
    }

    /** What it is, not the values. */
    @Override
    public String toString() {
        return "AuditRow[" + sequence + "]";
    }
}
