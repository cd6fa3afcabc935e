package dev.holdfast.liquibase.internal;

import java.util.Objects;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/** A change of one table whose rows belong to tenants, unless it says otherwise. */
public abstract class TenantTableChange extends TableChange {
    private @Nullable String tenantColumn;
    private @Nullable Boolean tenant;

    /** For Holdfast's own changes. */
    protected TenantTableChange() {}

    /** The tenant's column; null for a table without tenants. */
    public final @Nullable String tenantColumnOrNull() {
        return Boolean.FALSE.equals(tenant) ? null : Objects.requireNonNullElse(tenantColumn, TENANT_COLUMN);
    }

    /** Columns in an index or a key, ready to stand between parentheses, behind the tenant's. */
    public final String keyOf(Names names, String columns) {
        String column = tenantColumnOrNull();
        return column == null ? names.columns(columns) : names.tenantAnd(column, columns);
    }

    @DatabaseChangeProperty(
            description = "The tenant's column; tenant_id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getTenantColumn() {
        return tenantColumn;
    }

    public void setTenantColumn(@Nullable String tenantColumn) {
        this.tenantColumn = tenantColumn;
    }

    @DatabaseChangeProperty(
            description = "false for a table without tenants; true where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getTenant() {
        return tenant;
    }

    public void setTenant(@Nullable Boolean tenant) {
        this.tenant = tenant;
    }
}
