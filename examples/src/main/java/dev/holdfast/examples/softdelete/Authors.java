package dev.holdfast.examples.softdelete;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** Who writes for the magazine. */
public final class Authors extends Table implements SoftDeletable {

    public static final Authors AUTHORS = new Authors();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> name = text("name");
    public final TextColumn<String> email = text("email").unique();

    private Authors() {
        super("authors");
    }
}
