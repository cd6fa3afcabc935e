package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.Names;
import dev.holdfast.liquibase.internal.TenantTableChange;
import java.util.List;
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
public final class AddLiveUniqueConstraintChange extends TenantTableChange {
    private @Nullable String columnNames;
    private @Nullable String constraintName;
    private @Nullable Boolean nullsNotDistinct;

    /** Made by Liquibase. */
    public AddLiveUniqueConstraintChange() {}

    @Override
    protected void check(Consumer<String> error) {
        List<String> columns = Names.split(String.valueOf(columnNames));
        if (columns.isEmpty()) {
            error.accept("columnNames names no column");
        }
        String tenant = tenantColumnOrNull();
        if (tenant != null && columns.contains(tenant)) {
            error.accept("the tenant's column " + tenant + " comes first by itself: leave it out of columnNames");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        return List.of("create unique index " + names.object(indexName()) + " on " + table(names) + " ("
                + keyOf(names, String.valueOf(columnNames)) + ")"
                + (Boolean.TRUE.equals(nullsNotDistinct) ? " nulls not distinct" : "") + " where deleted_at is null");
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of("drop index " + names.index(getSchemaName(), indexName()));
    }

    @Override
    public String getConfirmationMessage() {
        return "Live rows of " + table() + " are unique by " + columnNames;
    }

    private String indexName() {
        return constraintName != null ? constraintName : Names.made(table(), String.valueOf(columnNames), "_live_key");
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

    @Override
    @DatabaseChangeProperty(
            description = "The table, whose rows are deleted softly",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getTableName() {
        return super.getTableName();
    }

    @Override
    @DatabaseChangeProperty(
            description = "The tenant's column, with which the index starts; tenant_id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getTenantColumn() {
        return super.getTenantColumn();
    }
}
