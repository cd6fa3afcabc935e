package dev.holdfast.jdbi.statement;

import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree, with a slug that is unique among what isn't archived. */
final class Nodes extends Table {

    static final Nodes NODES = new Nodes();

    final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<@Nullable Long> parentId =
            bigint("parent_id").nullable().references(id);
    final TextColumn<String> slug = text("slug");
    final OrderedColumn<@Nullable Integer> rank = integer("rank").nullable();
    final OrderedColumn<@Nullable Instant> at = timestamptz("at").nullable();
    final OrderedColumn<@Nullable Instant> archivedAt =
            timestamptz("archived_at").nullable();
    final ArrayColumn<@Nullable List<@Nullable String>> tags =
            array("tags", SqlTypes.TEXT).nullable();

    private Nodes() {
        super("nodes");
    }
}
