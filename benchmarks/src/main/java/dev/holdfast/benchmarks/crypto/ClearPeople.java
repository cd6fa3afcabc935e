package dev.holdfast.benchmarks.crypto;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** People as they stand in most databases. */
final class ClearPeople extends Table {

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> name = text("name");
    final TextColumn<String> email = text("email").unique();
    final TextColumn<String> phone = text("phone");

    ClearPeople(String table) {
        super(table);
    }
}
