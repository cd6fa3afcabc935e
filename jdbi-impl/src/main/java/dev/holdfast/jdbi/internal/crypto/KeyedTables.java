package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.TenantScope;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.table.Table;
import java.util.List;

/** Which tables' values are under a scope's keys: a tenant's, or those that belong to none. */
final class KeyedTables {

    private KeyedTables() {}

    /** Those with encrypted columns. */
    static List<Table> tables(JdbiScope scope) {
        boolean tenant = scope instanceof TenantScope;
        return scope.schema().tables().stream()
                .filter(table -> !table.encryptedColumns().isEmpty())
                .filter(table -> (table.tenantKey() != null) == tenant)
                .toList();
    }
}
