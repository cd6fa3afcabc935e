package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.HoldfastChange;
import dev.holdfast.liquibase.LiftedForce;
import dev.holdfast.liquibase.Names;
import java.util.List;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the changes for encrypted columns have in common: a table, whose live view is made again where there is one.
 *
 * <p>Keys never pass through a migration: what is encrypted, and when, is the application's.
 */
public abstract sealed class EncryptionChange extends HoldfastChange permits BlindIndexedChange, CellsChange {
    private @Nullable String schemaName;
    private @Nullable String tableName;

    EncryptionChange() {}

    /** The table, as SQL names it. */
    final String table(Names names) {
        return names.table(schemaName, table());
    }

    final String table() {
        return String.valueOf(tableName);
    }

    final String lock(Names names) {
        return LiftedForce.lock(List.of(table(names)));
    }

    /** A call of one of Holdfast's functions with this table as its first argument. */
    final String call(Names names, String function, String... arguments) {
        String others = arguments.length == 0 ? "" : ", " + String.join(", ", arguments);
        return "select holdfast." + function + "(" + Names.literal(table(names)) + others + ")";
    }

    final String makeLiveView(Names names) {
        return call(names, "make_live_view");
    }

    final String dropLiveView(Names names) {
        return call(names, "drop_live_view");
    }

    /** Sees every tenant's rows, whether the table is under FORCE or not yet. */
    final List<String> acrossTenants(Names names, String body) {
        return List.of(
                call(names, "lift_force"),
                "set local row_security = off",
                body,
                "set local row_security to default",
                call(names, "put_force_back"));
    }

    /** The statements as one, so that a refusal stops all of them even in a script that goes on after errors. */
    static String block(List<String> statements) {
        return block("", statements);
    }

    static String block(String declarations, List<String> statements) {
        List<String> body = statements.stream()
                .map(sql -> sql.replaceFirst("^select holdfast\\.", "perform holdfast.")
                        .replace("\n", "\n    "))
                .toList();
        return "do $holdfast$\n" + declarations + "begin\n    " + String.join(";\n    ", body) + ";\nend\n$holdfast$";
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
