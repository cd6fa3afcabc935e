package dev.holdfast.jdbi.internal.tenant;

import dev.holdfast.sql.SqlType;
import dev.holdfast.table.Column;
import dev.holdfast.table.Defaults;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code holdfast.tenants}, as the included changelog creates it. */
final class RegistryTable extends Table {

    final Column<Object> id;
    final TextColumn<String> name = text("name");
    final TextColumn<String> status = text("status");
    final OrderedColumn<Instant> createdAt = timestamptz("created_at").defaultTo(Defaults.NOW);
    final OrderedColumn<@Nullable Instant> suspendedAt =
            timestamptz("suspended_at").nullable();

    /** The registry for tenants of a type. */
    @SuppressWarnings("unchecked") // a tenant's id is whatever the type holds; the binder checks it
    RegistryTable(SqlType<?> tenantType) {
        super("holdfast.tenants");
        this.id = ordered("id", (SqlType<Object>) tenantType).primaryKey();
    }
}
