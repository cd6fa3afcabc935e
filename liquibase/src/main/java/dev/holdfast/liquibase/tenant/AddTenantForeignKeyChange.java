package dev.holdfast.liquibase.tenant;

import dev.holdfast.liquibase.internal.ForeignKeyChange;
import dev.holdfast.liquibase.internal.LiftedForce;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
public final class AddTenantForeignKeyChange extends ForeignKeyChange {
    private static final String SET_NULL = "set null";
    private static final Set<String> ACTIONS = Set.of("no action", "restrict", "cascade", SET_NULL);

    private @Nullable String referencedColumnNames;
    private @Nullable String onDelete;

    /** Made by Liquibase. */
    public AddTenantForeignKeyChange() {}

    @Override
    protected void check(Consumer<String> error) {
        super.check(error);
        checkTenantColumn(error);
        if (!ACTIONS.contains(action())) {
            error.accept("onDelete is \"" + onDelete + "\"; it can be restrict, cascade, set null or no action");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        String table = table(names);
        String parent = parent(names);
        String columns = names.tenantAnd(column(), base());
        List<String> body = new ArrayList<>();
        body.add("alter table " + table + "\n    add constraint " + names.object(constraint()) + "\n    foreign key ("
                + columns + ") references " + parent + " (" + names.tenantAnd(column(), referenced()) + ")"
                + onDelete(names));
        if (indexed()) {
            body.add("create index " + names.object(indexName()) + " on " + table + " (" + columns + ")");
        }
        return LiftedForce.aroundKey(List.of(table, parent), body);
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        List<String> statements = new ArrayList<>();
        statements.add("alter table " + table(names) + " drop constraint " + names.object(constraint()));
        if (indexed()) {
            statements.add("drop index " + names.index(getBaseTableSchemaName(), indexName()));
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

    @Override
    public String referenced() {
        return String.valueOf(referencedColumnNames);
    }

    private String action() {
        return onDelete == null
                ? "no action"
                : onDelete.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    private String constraint() {
        String given = getConstraintName();
        return given != null ? given : Names.made(table(), base(), "_tenant_fkey");
    }

    private String indexName() {
        return Names.made(table(), base(), "_tenant_idx");
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
            description = "restrict, cascade, set null (the tenant's column keeps its value) or no action, the default",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getOnDelete() {
        return onDelete;
    }

    public void setOnDelete(@Nullable String onDelete) {
        this.onDelete = onDelete;
    }

    @Override
    @DatabaseChangeProperty(
            description = "Name of the constraint; <table>_<columns>_tenant_fkey where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getConstraintName() {
        return super.getConstraintName();
    }
}
