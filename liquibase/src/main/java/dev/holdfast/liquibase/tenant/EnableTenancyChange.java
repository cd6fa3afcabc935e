package dev.holdfast.liquibase.tenant;

import dev.holdfast.liquibase.internal.EnablingChange;
import dev.holdfast.liquibase.internal.Names;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import liquibase.change.ChangeMetaData;
import liquibase.change.DatabaseChange;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * {@code enableTenancy}: puts a table under tenancy, so that the application role sees and writes only rows of the tenant in
 * the transaction's setting {@code holdfast.tenant_id}, whatever SQL it sends.
 *
 * <p>It stamps the tenant by a default, makes it not null, indexes it, ties it to {@code holdfast.tenants}, enables and forces
 * row-level security with Holdfast's three policies, makes the tenant immutable by a trigger, and grants. The rollback takes all of that away except the column and its values, and PostgreSQL refuses it while the
 * table holds rows of more than one tenant, unless {@code discard} is true.
 *
 * <p>Liquibase's checksum covers the properties and not the SQL they lead to. So when a newer Holdfast installs another
 * policy or trigger, a change that has run stays as it is until its {@code version} is raised.
 */
@DatabaseChange(
        name = "enableTenancy",
        description = "Puts a table under tenancy: row-level security, stamp, immutable tenant, grants",
        priority = ChangeMetaData.PRIORITY_DEFAULT)
public final class EnableTenancyChange extends EnablingChange {
    private @Nullable String tenantType;
    private @Nullable String keyColumns;
    private @Nullable Boolean index;
    private @Nullable Boolean registry;
    private @Nullable String existingRowsTenant;
    private @Nullable String grants;

    /** Made by Liquibase. */
    public EnableTenancyChange() {}

    @Override
    protected void check(Consumer<String> error) {
        TenancyValues.check(this, error);
        super.check(error);
    }

    @Override
    protected List<String> statements(Names names) {
        return new Fence(this, names).up();
    }

    @Override
    protected List<String> rollbackStatements(Names names) {
        return new Fence(this, names).down();
    }

    @Override
    public String getConfirmationMessage() {
        return "Table " + table() + " put under tenancy";
    }

    String typeName() {
        return setting(tenantType, TenantType.PARAMETER, TenantType.BIGINT.sql());
    }

    TenantType type() {
        return TenantType.find(typeName()).orElseThrow(() -> new IllegalStateException("not validated: " + typeName()));
    }

    List<String> keys() {
        return keyColumns == null ? List.of() : Names.split(keyColumns);
    }

    boolean indexed() {
        return index != null ? index : keys().isEmpty();
    }

    boolean registered() {
        return !Boolean.FALSE.equals(registry);
    }

    List<String> grantList() {
        return grants == null
                ? List.of("select", "insert", "update", "delete")
                : Names.split(grants.toLowerCase(Locale.ROOT));
    }

    @DatabaseChangeProperty(
            description = "bigint, uuid or text; where not given the parameter holdfast.tenantType, else bigint",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getTenantType() {
        return tenantType;
    }

    public void setTenantType(@Nullable String tenantType) {
        this.tenantType = tenantType;
    }

    @DatabaseChangeProperty(
            description =
                    "Columns that are unique within a tenant, separated by commas: makes them a key that foreign keys can refer to",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getKeyColumns() {
        return keyColumns;
    }

    public void setKeyColumns(@Nullable String keyColumns) {
        this.keyColumns = keyColumns;
    }

    @DatabaseChangeProperty(
            description = "Whether to create an index on the tenant's column; where not given, only without keyColumns",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getIndex() {
        return index;
    }

    public void setIndex(@Nullable Boolean index) {
        this.index = index;
    }

    @DatabaseChangeProperty(
            description = "Whether the tenant must be in holdfast.tenants; true where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getRegistry() {
        return registry;
    }

    public void setRegistry(@Nullable Boolean registry) {
        this.registry = registry;
    }

    @DatabaseChangeProperty(
            description = "The tenant that rows without one get; adds the column where it is missing",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getExistingRowsTenant() {
        return existingRowsTenant;
    }

    public void setExistingRowsTenant(@Nullable String existingRowsTenant) {
        this.existingRowsTenant = existingRowsTenant;
    }

    @DatabaseChangeProperty(
            description = "What both roles may do; select, insert, update, delete where not given",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable String getGrants() {
        return grants;
    }

    public void setGrants(@Nullable String grants) {
        this.grants = grants;
    }

    @Override
    @DatabaseChangeProperty(
            description =
                    "true lets a rollback drop the fence although several tenants' rows would then lie open to each other; not part of the checksum",
            requiredForDatabase = "none",
            supportsDatabase = "postgresql")
    public @Nullable Boolean getDiscard() {
        return super.getDiscard();
    }
}
