package dev.holdfast.liquibase.tenant;

import dev.holdfast.liquibase.internal.HoldfastChange;
import dev.holdfast.liquibase.internal.LiftedForce;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * {@code sqlAcrossTenants}: runs SQL over all tenants' rows of the named tables, which must belong to the migrating role.
 *
 * <p>Under FORCE ROW LEVEL SECURITY a migration's own {@code <sql>} over rows is refused. This change lifts FORCE,
 * runs the SQL with {@code row_security = off}, and puts FORCE back, in one transaction: after an error FORCE is as before.
 */
@DatabaseChange(
        name = "sqlAcrossTenants",
        description = "Runs SQL over all tenants' rows of tables under FORCE ROW LEVEL SECURITY",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class SqlAcrossTenantsChange extends HoldfastChange {
    private @Nullable String tables;
    private @Nullable String sql;
    private @Nullable String rollback;

    /** Made by Liquibase. */
    public SqlAcrossTenantsChange() {}

    @DatabaseChangeProperty(
            description = "Tables that the SQL reads or writes, separated by commas, each with its schema",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getTables() {
        return tables;
    }

    public void setTables(@Nullable String tables) {
        this.tables = tables;
    }

    @DatabaseChangeProperty(
            description = "What to run; several statements are separated by semicolons",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getSql() {
        return sql;
    }

    public void setSql(@Nullable String sql) {
        this.sql = sql;
    }

    @DatabaseChangeProperty(
            description = "What undoes it, run in the same way; without it there is no rollback",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getRollback() {
        return rollback;
    }

    public void setRollback(@Nullable String rollback) {
        this.rollback = rollback;
    }

    @Override
    protected void check(Consumer<String> error) {
        if (Names.split(String.valueOf(tables)).isEmpty()) {
            error.accept("tables names no table");
        }
    }

    @Override
    protected List<String> statements(Names names) {
        return LiftedForce.aroundWrite(names.tables(String.valueOf(tables)), trimmed(String.valueOf(sql)));
    }

    @Override
    protected @Nullable List<String> rollbackStatements(Names names) {
        return rollback == null
                ? null
                : LiftedForce.aroundWrite(names.tables(String.valueOf(tables)), trimmed(rollback));
    }

    @Override
    public boolean supportsRollback(Database database) {
        return rollback != null && super.supportsRollback(database);
    }

    @Override
    public String getConfirmationMessage() {
        return "SQL run over all tenants' rows of " + tables;
    }

    /** Without the last semicolon, which is added again; after a comment it needs a line of its own. */
    private static String trimmed(String sql) {
        String trimmed = sql.strip().replaceAll("[;\\s]+$", "");
        return trimmed.lastIndexOf("--") > trimmed.lastIndexOf('\n') ? trimmed + "\n" : trimmed;
    }
}
