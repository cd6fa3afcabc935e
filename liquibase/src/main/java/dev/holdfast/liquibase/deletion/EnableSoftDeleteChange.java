package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.HoldfastChange;
import dev.holdfast.liquibase.Names;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import liquibase.ChecksumVersion;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code enableSoftDelete}: a deletion of the table's rows becomes a stamp of when, by whom, why and together with which other
 * rows, for every client.
 *
 * <p>It adds the four stamps and {@code live}, a trigger that completes and protects them, the view {@code <table>_live}, and
 * the function {@code <table>_purge}, and takes {@code delete} away from both roles. A {@code deleted_at} that is there is
 * used, and its deleted rows stay deleted. The rollback takes all of that away, and PostgreSQL refuses it while rows of any tenant are deleted,
 * unless {@code discard} is true.
 */
@DatabaseChange(
        name = "enableSoftDelete",
        description = "Makes a table's rows be deleted softly: stamps, live view, purge function",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class EnableSoftDeleteChange extends HoldfastChange {
    static final String KEY_COLUMN = "id";

    private @Nullable String schemaName;
    private @Nullable String tableName;
    private @Nullable String tenantColumn;
    private @Nullable Boolean tenant;
    private @Nullable String keyColumns;
    private @Nullable String versionColumn;
    private @Nullable String legalHold;
    private @Nullable String purgeAfter;
    private @Nullable String appRole;
    private @Nullable String acrossRole;
    private @Nullable Integer version;
    private @Nullable Boolean discard;

    /** Made by Liquibase. */
    public EnableSoftDeleteChange() {}

    @Override
    protected void check(Consumer<String> error) {
        SoftDeleteValues.check(this, error);
    }

    @Override
    protected List<String> statements(Names names) {
        return new SoftDelete(this, names).up();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return new SoftDelete(this, names).down();
    }

    /** So that {@code discard} can be set on a change that has run, for the rollback that needs it. */
    @Override
    public String[] getExcludedFieldFilters(ChecksumVersion checksumVersion) {
        return new String[] {"discard"};
    }

    @Override
    public String getConfirmationMessage() {
        return "Rows of " + tableName + " are deleted softly";
    }

    String app() {
        return setting(appRole, "holdfast.appRole", "holdfast_app");
    }

    String across() {
        return setting(acrossRole, "holdfast.acrossRole", "holdfast_across");
    }

    String table() {
        return String.valueOf(tableName);
    }

    String column() {
        return Objects.requireNonNullElse(tenantColumn, TENANT_COLUMN);
    }

    boolean tenants() {
        return !Boolean.FALSE.equals(tenant);
    }

    List<String> keys() {
        return Names.split(keyColumns == null ? KEY_COLUMN : keyColumns);
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

    @DatabaseChangeProperty(
            description = "The tenant's column; tenant_id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getTenantColumn() {
        return tenantColumn;
    }

    public void setTenantColumn(@Nullable String tenantColumn) {
        this.tenantColumn = tenantColumn;
    }

    @DatabaseChangeProperty(
            description = "false for a table without tenants; true where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getTenant() {
        return tenant;
    }

    public void setTenant(@Nullable Boolean tenant) {
        this.tenant = tenant;
    }

    @DatabaseChangeProperty(
            description = "The primary key without the tenant's column, separated by commas; id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getKeyColumns() {
        return keyColumns;
    }

    public void setKeyColumns(@Nullable String keyColumns) {
        this.keyColumns = keyColumns;
    }

    @DatabaseChangeProperty(
            description = "An integer column that counts up with every deletion and restoration",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getVersionColumn() {
        return versionColumn;
    }

    public void setVersionColumn(@Nullable String versionColumn) {
        this.versionColumn = versionColumn;
    }

    @DatabaseChangeProperty(
            description = "SQL condition over the row; where it is true, the purge function leaves the row",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getLegalHold() {
        return legalHold;
    }

    public void setLegalHold(@Nullable String legalHold) {
        this.legalHold = legalHold;
    }

    @DatabaseChangeProperty(
            description =
                    "How long rows stay deleted before the purge function may take them, such as '30 days'; no time where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getPurgeAfter() {
        return purgeAfter;
    }

    public void setPurgeAfter(@Nullable String purgeAfter) {
        this.purgeAfter = purgeAfter;
    }

    @DatabaseChangeProperty(
            description = "The application's role; where not given the parameter holdfast.appRole, else holdfast_app",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getAppRole() {
        return appRole;
    }

    public void setAppRole(@Nullable String appRole) {
        this.appRole = appRole;
    }

    @DatabaseChangeProperty(
            description =
                    "The role for work across tenants; where not given the parameter holdfast.acrossRole, else holdfast_across",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getAcrossRole() {
        return acrossRole;
    }

    public void setAcrossRole(@Nullable String acrossRole) {
        this.acrossRole = acrossRole;
    }

    @DatabaseChangeProperty(
            description =
                    "From 2 on the change runs over what an earlier version installed; raise it, with runOnChange, to run it again",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Integer getVersion() {
        return version;
    }

    public void setVersion(@Nullable Integer version) {
        this.version = version;
    }

    @DatabaseChangeProperty(
            description = "true lets a rollback bring deleted rows back to life; not part of the checksum",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getDiscard() {
        return discard;
    }

    public void setDiscard(@Nullable Boolean discard) {
        this.discard = discard;
    }
}
