package dev.holdfast.liquibase.history;

import dev.holdfast.liquibase.internal.Names;
import dev.holdfast.liquibase.internal.TenantTableChange;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addPeriodKey}: rows with the same values are valid at different times: their periods, which a column of a range type holds,
 * don't overlap.
 *
 * <p>On PostgreSQL 18 a unique key {@code without overlaps}, on 15 to 17 an exclusion constraint and a check against empty periods,
 * which refuse the same rows. Both need the extension {@code btree_gist}.
 */
@DatabaseChange(
        name = "addPeriodKey",
        description = "Keeps the periods of rows with the same values from overlapping",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddPeriodKeyChange extends TenantTableChange {
    private static final String CHECK = "_check";

    private @Nullable String columnNames;
    private @Nullable String periodColumn;
    private @Nullable String constraintName;

    /** Made by Liquibase. */
    public AddPeriodKeyChange() {}

    @Override
    protected void check(Consumer<String> error) {
        List<String> columns = Names.split(String.valueOf(columnNames));
        if (columns.isEmpty()) {
            error.accept("columnNames names no column");
        }
        if (columns.contains(periodColumn)) {
            error.accept("the period's column " + periodColumn + " comes last by itself: leave it out of columnNames");
        }
        String tenant = tenantColumnOrNull();
        if (tenant != null && columns.contains(tenant)) {
            error.accept("the tenant's column " + tenant + " comes first by itself: leave it out of columnNames");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        return List.of(
                lock(names),
                call(
                        names,
                        "add_period_key",
                        Names.literal(name()),
                        names.columnArray(columns()),
                        names.columnLiteral(String.valueOf(periodColumn))));
    }

    private List<String> columns() {
        return Stream.concat(Stream.ofNullable(tenantColumnOrNull()), Names.split(String.valueOf(columnNames)).stream())
                .toList();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of("alter table " + table(names) + " drop constraint " + names.object(name())
                + ", drop constraint if exists " + names.object(name() + CHECK));
    }

    private String name() {
        return constraintName != null
                ? constraintName
                : Names.made(table(), columnNames + "," + periodColumn, "_key", 63 - CHECK.length());
    }

    @Override
    public String getConfirmationMessage() {
        return "Periods of " + table() + " don't overlap by " + columnNames;
    }

    @DatabaseChangeProperty(
            description = "The columns whose values are valid for a period, separated by commas, without the tenant's",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getColumnNames() {
        return columnNames;
    }

    public void setColumnNames(@Nullable String columnNames) {
        this.columnNames = columnNames;
    }

    @DatabaseChangeProperty(
            description = "The column of a range or multirange type that says when",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getPeriodColumn() {
        return periodColumn;
    }

    public void setPeriodColumn(@Nullable String periodColumn) {
        this.periodColumn = periodColumn;
    }

    @DatabaseChangeProperty(
            description = "Name of the constraint; <table>_<columns>_<period>_key where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getConstraintName() {
        return constraintName;
    }

    public void setConstraintName(@Nullable String constraintName) {
        this.constraintName = constraintName;
    }
}
