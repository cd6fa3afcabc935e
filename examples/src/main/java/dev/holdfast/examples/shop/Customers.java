package dev.holdfast.examples.shop;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Customers. */
// region:table
public final class Customers extends Table {

    public static final Customers CUSTOMERS = new Customers();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> name = text("name");
    public final TextColumn<String> email = varchar("email", 200).unique();
    public final TextColumn<@Nullable String> phone = text("phone").nullable();
    public final OrderedColumn<Long> version = bigint("version").version();
    public final OrderedColumn<Instant> createdAt = timestamptz("created_at").createdStamp();

    private Customers() {
        super("customers");
    }
}
// endregion:table
