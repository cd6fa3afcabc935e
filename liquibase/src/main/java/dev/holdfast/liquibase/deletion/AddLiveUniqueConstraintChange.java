package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.HoldfastChange;
import dev.holdfast.liquibase.Names;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addLiveUniqueConstraint}: values that are unique among the rows of a tenant that aren't deleted, so that a deleted
 * row's value can be taken again.
 *
 * <p>PostgreSQL has that as a unique index with a condition, not as a constraint: {@code on conflict} must name the condition.
 */
@DatabaseChange(
        name = "addLiveUniqueConstraint",
        description = "Makes values unique among a tenant's rows that aren't deleted",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddLiveUniqueConstraintChange extends HoldfastChange {
    private @Nullable String schemaName;
    private @Nullable String tableName;
    private @Nullable String columnNames;
    private @Nullable String constraintName;
    private @Nullable String tenantColumn;
    private @Nullable Boolean tenant;
    private @Nullable Boolean nullsNotDistinct;

    /** Made by Liquibase. */
    public AddLiveUniqueConstraintChange() {}

    @Override
    protected void check(Consumer<String> error) {
        List<String> columns = Names.split(String.valueOf(columnNames));
        if (columns.isEmpty()) {
            error.accept("columnNames names no column");
        }
        if (tenants() && columns.contains(column())) {
            error.accept("the tenant's column " + column() + " comes first by itself: leave it out of columnNames");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        String columns = String.valueOf(columnNames);
        return List.of("create unique index " + names.object(indexName()) + " on "
                + names.table(schemaName, String.valueOf(tableName)) + " ("
                + (tenants() ? names.tenantAnd(column(), columns) : names.columns(columns)) + ")"
                + (Boolean.TRUE.equals(nullsNotDistinct) ? " nulls not distinct" : "") + " where deleted_at is null");
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of("drop index " + names.index(schemaName, indexName()));
    }

    @Override
    public String getConfirmationMessage() {
        return "Live rows of " + tableName + " are unique by " + columnNames;
    }

    private String indexName() {
        return constraintName != null
                ? constraintName
                : Names.made(String.valueOf(tableName), String.valueOf(columnNames), "_live_key");
    }

    private String column() {
        return Objects.requireNonNullElse(tenantColumn, TENANT_COLUMN);
    }

    private boolean tenants() {
        return !Boolean.FALSE.equals(tenant);
    }

    @DatabaseChangeProperty(
            description = "The table's schema; the changelog's default schema where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getSchemaName() {
        return schemaName;
    }

    public void setSchemaName(@Nullable String schemaName) {
        this.schemaName = schemaName;
    }

    @DatabaseChangeProperty(
            description = "The table, whose rows are deleted softly",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getTableName() {
        return tableName;
    }

    public void setTableName(@Nullable String tableName) {
        this.tableName = tableName;
    }

    @DatabaseChangeProperty(
            description = "The columns, separated by commas, without the tenant's",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnNames() {
        return columnNames;
    }

    public void setColumnNames(@Nullable String columnNames) {
        this.columnNames = columnNames;
    }

    @DatabaseChangeProperty(
            description = "Name of the index; <table>_<columns>_live_key where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getConstraintName() {
        return constraintName;
    }

    public void setConstraintName(@Nullable String constraintName) {
        this.constraintName = constraintName;
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

    @DatabaseChangeProperty(
            description =
                    "Whether null is a value like any other, so that there can be one only; false where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getNullsNotDistinct() {
        return nullsNotDistinct;
    }

    public void setNullsNotDistinct(@Nullable Boolean nullsNotDistinct) {
        this.nullsNotDistinct = nullsNotDistinct;
    }
}
