package dev.holdfast.table;

import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns that tell of a row's deletion. They stand behind a table's own, which don't count them. */
record DeletionStamps(
        OrderedColumn<@Nullable Instant> deletedAt,
        TextColumn<@Nullable String> deletedBy,
        TextColumn<@Nullable String> deleteReason,
        OrderedColumn<@Nullable UUID> deletionId) {

    /** Names that a soft-deletable table has no column of its own for: the stamps, and what soft foreign keys stand on. */
    static final Set<String> RESERVED = Set.of("deleted_at", "deleted_by", "delete_reason", "deletion_id", "live");

    static DeletionStamps of(Table table) {
        return new DeletionStamps(
                new OrderedColumn<>(stamp(table, "deleted_at", SqlTypes.TIMESTAMPTZ)),
                new TextColumn<>(stamp(table, "deleted_by", SqlTypes.TEXT)),
                new TextColumn<>(stamp(table, "delete_reason", SqlTypes.TEXT)),
                new OrderedColumn<>(stamp(table, "deletion_id", SqlTypes.UUID)));
    }

    private static Definition stamp(Table table, String name, SqlType<?> type) {
        return Definition.of(table, name, type).asNullable().withRole(ColumnRole.DELETION, null);
    }

    List<AnyColumn<?>> all() {
        return List.of(deletedAt, deletedBy, deleteReason, deletionId);
    }
}
