package dev.holdfast.liquibase.history;

import dev.holdfast.liquibase.internal.Names;
import dev.holdfast.liquibase.internal.TableChange;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addHistoryIndex}: an index of a table's versions, for reads as of a moment that are ordered or found by these columns, as the
 * table's own index is for live rows. The tenant comes first by itself, and the key last.
 */
@DatabaseChange(
        name = "addHistoryIndex",
        description = "Adds an index to a table's history, for reads as of a moment in that order",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddHistoryIndexChange extends TableChange {
    private @Nullable String columnNames;
    private @Nullable String indexName;

    /** Made by Liquibase. */
    public AddHistoryIndexChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (Names.split(String.valueOf(columnNames)).isEmpty()) {
            error.accept("columnNames names no column");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        String columns = names.columnArray(Names.split(String.valueOf(columnNames)));
        return List.of(call(names, "add_history_index", Names.literal(name()), columns));
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of("drop index " + names.index(getSchemaName(), name()));
    }

    @Override
    public String getConfirmationMessage() {
        return "The history of " + table() + " is indexed by " + columnNames;
    }

    private String name() {
        return indexName != null ? indexName : Names.made(table() + "_versions", String.valueOf(columnNames), "_idx");
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
            description = "Name of the index; <table>_versions_<columns>_idx where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getIndexName() {
        return indexName;
    }

    public void setIndexName(@Nullable String indexName) {
        this.indexName = indexName;
    }

    @Override
    @DatabaseChangeProperty(
            description = "The table, which has a history",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getTableName() {
        return super.getTableName();
    }
}
