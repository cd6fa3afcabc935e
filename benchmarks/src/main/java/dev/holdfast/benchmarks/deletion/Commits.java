package dev.holdfast.benchmarks.deletion;

import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.UUID;

/** Rows that nothing refers to, and that go with their author. */
final class Commits extends Table implements SoftDeletable {

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> message = text("message");
    final OrderedColumn<Instant> committedAt = timestamptz("committed_at");
    final OrderedColumn<UUID> authorId;

    Commits(String name, Authors authors) {
        super(name);
        this.authorId = uuid("author_id").references(authors.id, OnDelete.CASCADE);
        index(committedAt);
    }
}
