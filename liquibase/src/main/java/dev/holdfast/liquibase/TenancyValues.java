package dev.holdfast.liquibase;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the values of an {@code enableTenancy} that can't work, before any SQL runs. */
final class TenancyValues {
    private static final Set<String> GRANTABLE = Set.of("select", "insert", "update", "delete");
    private static final Set<String> NO_ROLES =
            Set.of("public", "none", "current_user", "current_role", "session_user");

    private TenancyValues() {}

    static void check(EnableTenancyChange change, Consumer<String> error) {
        String existingRowsTenant = change.getExistingRowsTenant();
        Optional<TenantType> type = TenantType.find(change.typeName());
        if (type.isEmpty()) {
            error.accept("tenantType is \"" + change.typeName() + "\"; it can be one of " + TenantType.known());
        } else if (existingRowsTenant != null && !type.get().accepts(existingRowsTenant)) {
            error.accept("existingRowsTenant is \"" + existingRowsTenant + "\", which is no " + change.typeName());
        }
        if (change.keys().contains(change.column())) {
            error.accept(
                    "the tenant's column " + change.column() + " comes first by itself: leave it out of keyColumns");
        }
        if (change.grantList().isEmpty()) {
            error.accept("grants names nothing; leave it out for select, insert, update, delete");
        }
        for (String grant : change.grantList()) {
            if (!GRANTABLE.contains(grant)) {
                error.accept(
                        "grants has \"" + grant + "\"; it can have select, insert, update, delete. Row-level security "
                                + "doesn't stop truncate, references and trigger, so nobody but the owner gets them");
            }
        }
        checkRoles(change.app(), change.across(), error);
        checkVersion(change.getVersion(), error);
    }

    static void checkRoles(String app, String across, Consumer<String> error) {
        for (String role : List.of(app, across)) {
            if (role.isBlank() || NO_ROLES.contains(role.toLowerCase(Locale.ROOT))) {
                error.accept("\"" + role + "\" is no role to give a policy to");
            }
        }
        if (app.equals(across)) {
            error.accept("appRole and acrossRole are both " + app
                    + ": the application would see every tenant's rows. Name two roles");
        }
    }

    static void checkVersion(@Nullable Integer version, Consumer<String> error) {
        if (version != null && version < 1) {
            error.accept("version is " + version + "; it counts from 1");
        }
    }
}
