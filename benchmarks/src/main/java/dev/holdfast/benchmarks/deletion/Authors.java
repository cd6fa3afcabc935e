package dev.holdfast.benchmarks.deletion;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** Rows whose deletion takes their {@link Commits} along. */
final class Authors extends Table implements SoftDeletable {

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> name = text("name");

    Authors(String name) {
        super(name);
    }
}
