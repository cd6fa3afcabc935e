package dev.holdfast.liquibase.internal;

import java.util.List;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/** A change of one table, and the SQL that such changes have in common. */
public abstract class TableChange extends HoldfastChange {
    private @Nullable String schemaName;
    private @Nullable String tableName;

    /** For Holdfast's own changes. */
    protected TableChange() {}

    /** The table, as SQL names it. */
    public final String table(Names names) {
        return names.table(schemaName, table());
    }

    /** The table, as the changelog names it. */
    public final String table() {
        return String.valueOf(tableName);
    }

    /** Locks the table against everybody else. */
    public final String lock(Names names) {
        return LiftedForce.lock(List.of(table(names)));
    }

    /** A call of one of Holdfast's functions with this table as its first argument. */
    public final String call(Names names, String function, String... arguments) {
        String others = arguments.length == 0 ? "" : ", " + String.join(", ", arguments);
        return "select holdfast." + function + "(" + Names.literal(table(names)) + others + ")";
    }

    /** Makes the live view again, where there is to be one. */
    public final String makeLiveView(Names names) {
        return call(names, "make_live_view");
    }

    /** Drops the live view, where there is one. */
    public final String dropLiveView(Names names) {
        return call(names, "drop_live_view");
    }

    /** Sees every tenant's rows, whether the table is under FORCE or not yet. */
    public final List<String> acrossTenants(Names names, String body) {
        return List.of(
                call(names, "lift_force"),
                "set local row_security = off",
                body,
                "set local row_security to default",
                call(names, "put_force_back"));
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
            description = "The table, which must belong to the migrating role",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getTableName() {
        return tableName;
    }

    public void setTableName(@Nullable String tableName) {
        this.tableName = tableName;
    }
}
