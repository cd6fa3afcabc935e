package dev.holdfast.changelog;

import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Reference;
import dev.holdfast.table.Table;
import java.util.Locale;
import java.util.Objects;

/** The changes that fence tenants' rows. */
public final class TenancyChanges {

    private TenancyChanges() {}

    /**
     * Fences a table's rows by tenant. The index over the tenant is left out where the primary key starts with it.
     *
     * @param table one that belongs to tenants
     */
    public static Change enableTenancy(Table table) {
        AnyColumn<?> tenant = tenantKey(table);
        return Attributes.ofTable("holdfast:enableTenancy", table)
                .with("tenantColumn", tenant.name())
                .with("tenantType", tenant.type().castName())
                .with("appRole", null)
                .with("index", table.primaryKey().isEmpty() ? null : "false");
    }

    /**
     * Makes the foreign key of a reference between tables that belong to tenants, with the tenant in it. Where the table
     * referred to is soft-deletable it takes {@link DeletionChanges#addSoftForeignKey} instead.
     */
    public static Change addTenantForeignKey(Reference reference) {
        Change change = addTenantForeignKey(
                (Table) reference.from().source(), (Table) reference.to().source());
        return Attributes.ofReference(change, reference)
                .with("onDelete", reference.onDelete().name().replace('_', ' ').toLowerCase(Locale.ROOT));
    }

    /**
     * The same between columns that no reference declares: {@code baseColumnNames}, {@code referencedColumnNames},
     * {@code constraintName} and {@code onDelete} are still to be said, the columns without the tenant's.
     *
     * @param from the referring table, which belongs to tenants, as the other one does
     */
    public static Change addTenantForeignKey(Table from, Table to) {
        return Attributes.between("holdfast:addTenantForeignKey", from, to)
                .with("onDelete", null)
                .with("tenantColumn", tenantKey(from).name());
    }

    private static AnyColumn<?> tenantKey(Table table) {
        return Objects.requireNonNull(table.tenantKey(), "tenant key");
    }
}
