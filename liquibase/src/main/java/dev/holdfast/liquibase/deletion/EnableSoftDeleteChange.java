package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.EnablingChange;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.function.Consumer;
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
public final class EnableSoftDeleteChange extends EnablingChange {
    static final String KEY_COLUMN = "id";

    private @Nullable Boolean tenant;
    private @Nullable String keyColumns;
    private @Nullable String versionColumn;
    private @Nullable String legalHold;
    private @Nullable String purgeAfter;

    /** Made by Liquibase. */
    public EnableSoftDeleteChange() {}

    @Override
    protected void check(Consumer<String> error) {
        SoftDeleteValues.check(this, error);
        super.check(error);
    }

    @Override
    protected List<String> statements(Names names) {
        return new SoftDelete(this, names).up();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return new SoftDelete(this, names).down();
    }

    @Override
    public String getConfirmationMessage() {
        return "Rows of " + table() + " are deleted softly";
    }

    boolean tenants() {
        return !Boolean.FALSE.equals(tenant);
    }

    List<String> keys() {
        return Names.split(keyColumns == null ? KEY_COLUMN : keyColumns);
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

    @Override
    @DatabaseChangeProperty(
            description = "true lets a rollback bring deleted rows back to life; not part of the checksum",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getDiscard() {
        return super.getDiscard();
    }
}
