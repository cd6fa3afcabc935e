package dev.holdfast.liquibase.history;

import dev.holdfast.liquibase.internal.ForeignKeyChange;
import dev.holdfast.liquibase.internal.LiftedForce;
import dev.holdfast.liquibase.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addPeriodForeignKey}: at every moment of a row's period there is a row that it refers to, valid at that moment. PostgreSQL 18
 * has that; on an older one the change is refused before it does anything.
 *
 * <p>The referenced table needs an {@code addPeriodKey} on these columns.
 */
@DatabaseChange(
        name = "addPeriodForeignKey",
        description = "Adds a foreign key over periods, validated over all tenants' rows; PostgreSQL 18",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddPeriodForeignKeyChange extends ForeignKeyChange {
    private @Nullable Boolean tenant;
    private @Nullable String basePeriodColumn;
    private @Nullable String referencedColumnNames;
    private @Nullable String referencedPeriodColumn;

    /** Made by Liquibase. */
    public AddPeriodForeignKeyChange() {}

    @Override
    protected void check(Consumer<String> error) {
        super.check(error);
        if (tenants()) {
            checkTenantColumn(error);
        }
    }

    @Override
    protected List<String> statements(Names names) {
        List<String> body = new ArrayList<>();
        body.add("alter table " + table(names) + "\n    add constraint " + names.object(constraint()) + "\n    foreign key ("
                + key(names, base()) + ", period " + names.column(String.valueOf(basePeriodColumn)) + ") references "
                + parent(names) + " (" + key(names, referenced()) + ", period " + names.column(referencedPeriod()) + ")");
        if (indexed()) {
            body.add("create index " + names.object(indexName()) + " on " + table(names) + " using gist ("
                    + key(names, base()) + ", " + names.column(String.valueOf(basePeriodColumn)) + ")");
        }
        List<String> statements = new ArrayList<>();
        statements.add("select holdfast.require_period_keys(" + Names.literal(table(names)) + ")");
        statements.addAll(LiftedForce.aroundKey(List.of(table(names), parent(names)), body));
        return statements;
    }

    private String key(Names names, String columns) {
        return tenants() ? names.tenantAnd(column(), columns) : names.columns(columns);
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

    @Override
    public String getConfirmationMessage() {
        return "Foreign key " + constraint() + " added, over periods";
    }

    private boolean tenants() {
        return !Boolean.FALSE.equals(tenant);
    }

    @Override
    public String referenced() {
        return String.valueOf(referencedColumnNames);
    }

    private String referencedPeriod() {
        return Objects.requireNonNullElse(referencedPeriodColumn, String.valueOf(basePeriodColumn));
    }

    private String constraint() {
        String given = getConstraintName();
        return given != null ? given : Names.made(table(), base(), "_period_fkey");
    }

    private String indexName() {
        return Names.made(table(), base(), "_period_idx");
    }

    @DatabaseChangeProperty(
            description = "false for tables without tenants; true where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getTenant() {
        return tenant;
    }

    public void setTenant(@Nullable Boolean tenant) {
        this.tenant = tenant;
    }

    @DatabaseChangeProperty(
            description = "The column of a range type that says when the row refers",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getBasePeriodColumn() {
        return basePeriodColumn;
    }

    public void setBasePeriodColumn(@Nullable String basePeriodColumn) {
        this.basePeriodColumn = basePeriodColumn;
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
            description = "The other table's column that says when; as basePeriodColumn where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getReferencedPeriodColumn() {
        return referencedPeriodColumn;
    }

    public void setReferencedPeriodColumn(@Nullable String referencedPeriodColumn) {
        this.referencedPeriodColumn = referencedPeriodColumn;
    }

    @Override
    @DatabaseChangeProperty(
            description = "Name of the constraint; <table>_<columns>_period_fkey where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getConstraintName() {
        return super.getConstraintName();
    }
}
