package dev.holdfast.liquibase.tenant;

import dev.holdfast.liquibase.HoldfastChange;
import dev.holdfast.liquibase.LiftedForce;
import dev.holdfast.liquibase.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addTenantForeignKey}: a foreign key that starts with the tenant, so that a row can't refer to another tenant's row.
 *
 * <p>The rows that are there are validated over all tenants: an orphan is found although FORCE ROW LEVEL SECURITY would hide
 * it from the owner. The referenced table needs a unique key that starts with the tenant ({@code keyColumns} of
 * {@code enableTenancy}).
 */
@DatabaseChange(
        name = "addTenantForeignKey",
        description = "Adds a foreign key that starts with the tenant, validated over all tenants' rows",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddTenantForeignKeyChange extends HoldfastChange {
    private static final String SET_NULL = "set null";
    private static final Set<String> ACTIONS = Set.of("no action", "restrict", "cascade", SET_NULL);

    private @Nullable String baseTableSchemaName;
    private @Nullable String baseTableName;
    private @Nullable String baseColumnNames;
    private @Nullable String referencedTableSchemaName;
    private @Nullable String referencedTableName;
    private @Nullable String referencedColumnNames;
    private @Nullable String tenantColumn;
    private @Nullable String onDelete;
    private @Nullable String constraintName;
    private @Nullable Boolean index;

    /** Made by Liquibase. */
    public AddTenantForeignKeyChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (Names.split(base()).size() != Names.split(referenced()).size()) {
            error.accept("baseColumnNames (" + base() + ") and referencedColumnNames (" + referenced()
                    + ") differ in number");
        }
        for (String list : List.of(base(), referenced())) {
            if (Names.split(list).contains(tenant())) {
                error.accept("the tenant's column " + tenant() + " comes first by itself: leave it out of " + list);
            }
        }
        if (!ACTIONS.contains(action())) {
            error.accept("onDelete is \"" + onDelete + "\"; it can be restrict, cascade, set null or no action");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        String table = names.table(baseTableSchemaName, table());
        String parent = names.table(referencedTableSchemaName, String.valueOf(referencedTableName));
        String columns = names.tenantAnd(tenant(), base());
        List<String> body = new ArrayList<>();
        body.add("alter table " + table + "\n    add constraint " + names.object(constraint()) + "\n    foreign key ("
                + columns + ") references " + parent + " (" + names.tenantAnd(tenant(), referenced()) + ")"
                + onDelete(names));
        if (indexed()) {
            body.add("create index " + names.object(indexName()) + " on " + table + " (" + columns + ")");
        }
        return LiftedForce.around(List.of(table, parent), body);
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        List<String> statements = new ArrayList<>();
        statements.add("alter table " + names.table(baseTableSchemaName, table()) + " drop constraint "
                + names.object(constraint()));
        if (indexed()) {
            statements.add("drop index " + names.index(baseTableSchemaName, indexName()));
        }
        return statements;
    }

    /** Only the columns that refer are set to null: the row keeps its tenant. */
    private String onDelete(Names names) {
        if (onDelete == null) {
            return "";
        }
        return " on delete " + action() + (action().equals(SET_NULL) ? " (" + names.columns(base()) + ")" : "");
    }

    @Override
    public String getConfirmationMessage() {
        return "Foreign key " + constraint() + " added, validated over all tenants";
    }

    private String table() {
        return String.valueOf(baseTableName);
    }

    private String base() {
        return String.valueOf(baseColumnNames);
    }

    private String referenced() {
        return String.valueOf(referencedColumnNames);
    }

    private String tenant() {
        return Objects.requireNonNullElse(tenantColumn, TENANT_COLUMN);
    }

    private String action() {
        return onDelete == null
                ? "no action"
                : onDelete.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    private String constraint() {
        return constraintName != null ? constraintName : Names.made(table(), base(), "_tenant_fkey");
    }

    private String indexName() {
        return Names.made(table(), base(), "_tenant_idx");
    }

    private boolean indexed() {
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
            description = "The columns referred to, separated by commas, without the tenant's",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getReferencedColumnNames() {
        return referencedColumnNames;
    }

    public void setReferencedColumnNames(@Nullable String referencedColumnNames) {
        this.referencedColumnNames = referencedColumnNames;
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

    @DatabaseChangeProperty(
            description = "restrict, cascade, set null (the tenant's column keeps its value) or no action, the default",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getOnDelete() {
        return onDelete;
    }

    public void setOnDelete(@Nullable String onDelete) {
        this.onDelete = onDelete;
    }

    @DatabaseChangeProperty(
            description = "Name of the constraint; <table>_<columns>_tenant_fkey where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
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
