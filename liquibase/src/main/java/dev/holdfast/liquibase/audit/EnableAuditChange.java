package dev.holdfast.liquibase.audit;

import dev.holdfast.liquibase.internal.Block;
import dev.holdfast.liquibase.internal.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code enableAudit}: each change of a row of the table leaves an entry in {@code holdfast.audit_log}, whoever makes it and by whatever
 * client.
 *
 * <p>It makes triggers and their functions. The rollback takes them away; entries stay, and a later {@code enableAudit} goes on.
 */
@DatabaseChange(
        name = "enableAudit",
        description = "Records a table's changes in the audit log",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class EnableAuditChange extends RecordingChange {
    private @Nullable String includeColumns;
    private @Nullable String excludeColumns;
    private @Nullable Boolean wholeCopies;
    private @Nullable Boolean recordNoOps;

    /** Made by Liquibase. */
    public EnableAuditChange() {}

    @Override
    protected void check(Consumer<String> error) {
        if (includeColumns != null && excludeColumns != null) {
            error.accept("includeColumns and excludeColumns are both given; say one of them");
        }
        if (includeColumns != null && Names.split(includeColumns).isEmpty()) {
            error.accept("includeColumns names no column; leave it out for all of them");
        }
        super.check(error);
    }

    @Override
    protected List<String> statements(Names names) {
        Map<String, String> arguments = new LinkedHashMap<>();
        putNames(arguments, "included_columns", includeColumns, names);
        putNames(arguments, "excluded_columns", excludeColumns, names);
        putGiven(arguments, "whole_copies", wholeCopies);
        putGiven(arguments, "no_ops", recordNoOps);
        return List.of(lock(names), call(names, "enable_audit", arguments));
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return List.of(Block.of(List.of(lock(names), call(names, "disable_audit"))));
    }

    @Override
    public String getConfirmationMessage() {
        return "Changes of " + table() + " are recorded in the audit log";
    }

    @DatabaseChangeProperty(
            description = "The columns that entries tell of, separated by commas; all where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getIncludeColumns() {
        return includeColumns;
    }

    public void setIncludeColumns(@Nullable String includeColumns) {
        this.includeColumns = includeColumns;
    }

    @DatabaseChangeProperty(
            description = "Columns that no entry tells of, separated by commas",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getExcludeColumns() {
        return excludeColumns;
    }

    public void setExcludeColumns(@Nullable String excludeColumns) {
        this.excludeColumns = excludeColumns;
    }

    @DatabaseChangeProperty(
            description =
                    "true has entries of inserts and updates tell of all columns, not of those alone that changed",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getWholeCopies() {
        return wholeCopies;
    }

    public void setWholeCopies(@Nullable Boolean wholeCopies) {
        this.wholeCopies = wholeCopies;
    }

    @DatabaseChangeProperty(
            description = "true records updates that change no value, too",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getRecordNoOps() {
        return recordNoOps;
    }

    public void setRecordNoOps(@Nullable Boolean recordNoOps) {
        this.recordNoOps = recordNoOps;
    }
}
