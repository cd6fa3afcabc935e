package dev.holdfast.liquibase.internal;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import liquibase.ChecksumVersion;
import liquibase.change.DatabaseChangeProperty;
import org.jspecify.annotations.Nullable;

/** A change that enables a feature on a table, for the two roles that work with it. */
public abstract class EnablingChange extends TableChange {
    private static final Set<String> NO_ROLES =
            Set.of("public", "none", "current_user", "current_role", "session_user");

    private @Nullable String tenantColumn;
    private @Nullable String appRole;
    private @Nullable String acrossRole;
    private @Nullable Integer version;
    private @Nullable Boolean discard;

    /** For Holdfast's own changes. */
    protected EnablingChange() {}

    /** Reports a role that no policy can be for, one role for both, and a version below 1. */
    @Override
    protected void check(Consumer<String> error) {
        for (String role : List.of(app(), across())) {
            if (role.isBlank() || NO_ROLES.contains(role.toLowerCase(Locale.ROOT))) {
                error.accept("\"" + role + "\" is no role to give a policy to");
            }
        }
        if (app().equals(across())) {
            error.accept("appRole and acrossRole are both " + app()
                    + ": the application would see every tenant's rows. Name two roles");
        }
        checkVersion(version, error);
    }

    /** So that {@code discard} can be set on a change that has run, for the rollback that needs it. */
    @Override
    public String[] getExcludedFieldFilters(ChecksumVersion checksumVersion) {
        return new String[] {"discard"};
    }

    /** The application's role. */
    public final String app() {
        return setting(appRole, "holdfast.appRole", "holdfast_app");
    }

    /** The role for work across tenants. */
    public final String across() {
        return setting(acrossRole, "holdfast.acrossRole", "holdfast_across");
    }

    /** Both roles, as SQL names them, separated by a comma. */
    public final String roles(Names names) {
        return names.role(app()) + ", " + names.role(across());
    }

    /** The tenant's column. */
    public final String column() {
        return Objects.requireNonNullElse(tenantColumn, TENANT_COLUMN);
    }

    /** Whether an earlier version of the change has left something: the first finds nothing of its own. */
    public final boolean again() {
        return isAgain(version);
    }

    /** Whether a rollback looks first whether something would be lost. */
    public final boolean guarded() {
        return !Boolean.TRUE.equals(discard);
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

    /** Each change describes by its own annotation what its rollback would lose. */
    public @Nullable Boolean getDiscard() {
        return discard;
    }

    public void setDiscard(@Nullable Boolean discard) {
        this.discard = discard;
    }
}
