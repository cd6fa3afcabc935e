package dev.holdfast.liquibase.deletion;

import dev.holdfast.liquibase.internal.ForeignKeyChange;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code addSoftForeignKey}: a foreign key to a table whose rows are deleted softly, and what becomes of a row when the one
 * it refers to is deleted.
 *
 * <p>{@code restrict} refuses the deletion, {@code cascade} deletes with it and comes back with it, {@code keep} leaves the
 * row as it is, {@code derive} leaves it and hides it in the live view. The rows that are there are validated over all tenants.
 */
@DatabaseChange(
        name = "addSoftForeignKey",
        description = "Adds a foreign key to a soft-deletable table, validated over all tenants' rows",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class AddSoftForeignKeyChange extends ForeignKeyChange {
    /** With {@code _live} behind it a name still fits into PostgreSQL's 63 bytes. */
    static final int LONGEST_NAME = 58;

    private @Nullable String referencedColumnNames;
    private @Nullable Boolean tenant;
    private @Nullable String onDelete;
    private @Nullable Integer version;

    /** Made by Liquibase. */
    public AddSoftForeignKeyChange() {}

    @Override
    protected void check(Consumer<String> error) {
        super.check(error);
        if (tenants()) {
            checkTenantColumn(error);
        }
        SoftKeyValues.check(this, error);
        checkVersion(version, error);
    }

    @Override
    protected List<String> statements(Names names) {
        return new SoftKey(this, names).up();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return new SoftKey(this, names).down();
    }

    @Override
    public String getConfirmationMessage() {
        return "Soft foreign key " + constraint() + " added, validated over all tenants";
    }

    @Override
    public String referenced() {
        return referencedColumnNames == null ? EnableSoftDeleteChange.KEY_COLUMN : referencedColumnNames;
    }

    boolean again() {
        return isAgain(version);
    }

    boolean tenants() {
        return !Boolean.FALSE.equals(tenant);
    }

    String action() {
        return onDelete == null ? "restrict" : onDelete.toLowerCase(Locale.ROOT);
    }

    /** Whether a live row needs a live row to refer to. */
    boolean live() {
        return action().equals("restrict") || action().equals("cascade");
    }

    String constraint() {
        String given = getConstraintName();
        return given != null ? given : Names.made(table(), base(), "_soft_fkey", LONGEST_NAME);
    }

    @DatabaseChangeProperty(
            description = "The columns referred to, separated by commas, without the tenant's; id where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getReferencedColumnNames() {
        return referencedColumnNames;
    }

    public void setReferencedColumnNames(@Nullable String referencedColumnNames) {
        this.referencedColumnNames = referencedColumnNames;
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
            description = "restrict (where not given), cascade, keep or derive",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getOnDelete() {
        return onDelete;
    }

    public void setOnDelete(@Nullable String onDelete) {
        this.onDelete = onDelete;
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

    @Override
    @DatabaseChangeProperty(
            description = "Name of the constraint; <table>_<columns>_soft_fkey where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getConstraintName() {
        return super.getConstraintName();
    }

    @Override
    @DatabaseChangeProperty(
            description = "The table referred to, whose rows are deleted softly",
            requiredForDatabase = "all",
            supportsDatabase = "postgresql")
    public @Nullable String getReferencedTableName() {
        return super.getReferencedTableName();
    }
}
