package dev.holdfast.benchmarks.deletion;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.UUID;

/** Soft-deletable rows in two tables: the live ones are the same in both. */
final class Notes extends Table implements SoftDeletable {

    /** Nine of ten rows are deleted. */
    static final Notes MOSTLY_DELETED = new Notes("notes_mostly_deleted");

    /** No row is. */
    static final Notes NONE_DELETED = new Notes("notes_none_deleted");

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<UUID> authorId = uuid("author_id");
    final TextColumn<String> title = text("title");
    final OrderedColumn<Instant> createdAt = timestamptz("created_at");

    private Notes(String name) {
        super(name);
        index(createdAt, id);
        index(authorId, createdAt);
    }
}
