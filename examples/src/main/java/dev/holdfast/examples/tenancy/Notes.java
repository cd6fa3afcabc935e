package dev.holdfast.examples.tenancy;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** The table that the changelog makes. */
final class Notes extends Table {

    static final Notes NOTES = new Notes();

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> text = text("text");

    private Notes() {
        super("notes");
    }
}
