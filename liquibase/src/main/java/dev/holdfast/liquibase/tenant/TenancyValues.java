package dev.holdfast.liquibase.tenant;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the values of an {@code enableTenancy} that can't work, before any SQL runs. */
final class TenancyValues {
    private static final Set<String> GRANTABLE = Set.of("select", "insert", "update", "delete");

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
    }
}
