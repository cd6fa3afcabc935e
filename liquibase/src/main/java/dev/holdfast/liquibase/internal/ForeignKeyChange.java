package dev.holdfast.liquibase.internal;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/** A change that adds a foreign key. */
public abstract class ForeignKeyChange extends HoldfastChange {
    private @Nullable String baseTableSchemaName;
    private @Nullable String baseTableName;
    private @Nullable String baseColumnNames;
    private @Nullable String referencedTableSchemaName;
    private @Nullable String referencedTableName;
    private @Nullable String tenantColumn;
    private @Nullable String constraintName;
    private @Nullable Boolean index;

    /** For Holdfast's own changes. */
    protected ForeignKeyChange() {}

    /** The columns referred to, as in a list. */
    public abstract String referenced();

    /** Reports columns that don't go with each other. */
    @Override
    protected void check(Consumer<String> error) {
        if (Names.split(base()).size() != Names.split(referenced()).size()) {
            error.accept("baseColumnNames (" + base() + ") and referencedColumnNames (" + referenced()
                    + ") differ in number");
        }
    }

    /** Reports the tenant's column where it is named as well. */
    protected final void checkTenantColumn(Consumer<String> error) {
        for (String list : List.of(base(), referenced())) {
            if (Names.split(list).contains(column())) {
                error.accept("the tenant's column " + column() + " comes first by itself: leave it out of " + list);
            }
        }
    }

    /** The table that refers, as the changelog names it. */
    public final String table() {
        return String.valueOf(baseTableName);
    }

    /** The table that refers, as SQL names it. */
    public final String table(Names names) {
        return names.table(baseTableSchemaName, table());
    }

    /** The table referred to, as the changelog names it. */
    public final String parent() {
        return String.valueOf(referencedTableName);
    }

    /** The table referred to, as SQL names it. */
    public final String parent(Names names) {
        return names.table(referencedTableSchemaName, parent());
    }

    /** The columns that refer, as in a list. */
    public final String base() {
        return String.valueOf(baseColumnNames);
    }

    /** The tenant's column in both tables. */
    public final String column() {
        return Objects.requireNonNullElse(tenantColumn, TENANT_COLUMN);
    }

    /** Whether the change makes an index. */
    public final boolean indexed() {
        return !Boolean.FALSE.equals(index);
    }

    @DatabaseChangeProperty(
            description = "Schema of the table that refers",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getBaseTableSchemaName() {
        return baseTableSchemaName;
    }

    public void setBaseTableSchemaName(@Nullable String baseTableSchemaName) {
        this.baseTableSchemaName = baseTableSchemaName;
    }

    @DatabaseChangeProperty(
            description = "The table that refers",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getBaseTableName() {
        return baseTableName;
    }

    public void setBaseTableName(@Nullable String baseTableName) {
        this.baseTableName = baseTableName;
    }

    @DatabaseChangeProperty(
            description = "The columns that refer, separated by commas, without the tenant's",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getBaseColumnNames() {
        return baseColumnNames;
    }

    public void setBaseColumnNames(@Nullable String baseColumnNames) {
        this.baseColumnNames = baseColumnNames;
    }

    @DatabaseChangeProperty(
            description = "Schema of the table referred to",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getReferencedTableSchemaName() {
        return referencedTableSchemaName;
    }

    public void setReferencedTableSchemaName(@Nullable String referencedTableSchemaName) {
        this.referencedTableSchemaName = referencedTableSchemaName;
    }

    @DatabaseChangeProperty(
            description = "The table referred to",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getReferencedTableName() {
        return referencedTableName;
    }

    public void setReferencedTableName(@Nullable String referencedTableName) {
        this.referencedTableName = referencedTableName;
    }

    @DatabaseChangeProperty(
            description = "The tenant's column in both tables; tenant_id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getTenantColumn() {
        return tenantColumn;
    }

    public void setTenantColumn(@Nullable String tenantColumn) {
        this.tenantColumn = tenantColumn;
    }

    /** Each change describes by its own annotation what the name is where none is given. */
    public @Nullable String getConstraintName() {
        return constraintName;
    }

    public void setConstraintName(@Nullable String constraintName) {
        this.constraintName = constraintName;
    }

    @DatabaseChangeProperty(
            description = "false where an index on the tenant and these columns is there already",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getIndex() {
        return index;
    }

    public void setIndex(@Nullable Boolean index) {
        this.index = index;
    }
}
