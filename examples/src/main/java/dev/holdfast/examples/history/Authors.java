package dev.holdfast.examples.history;

import dev.holdfast.table.Historical;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** Who writes for the journal. */
public final class Authors extends Table implements Historical {

    public static final Authors AUTHORS = new Authors();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> name = text("name");

    private Authors() {
        super("authors");
    }
}
