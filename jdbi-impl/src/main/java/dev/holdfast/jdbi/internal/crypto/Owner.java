package dev.holdfast.jdbi.internal.crypto;

import java.util.Comparator;

/**
 * Whose key it is, and what for. Each has one active key at most.
 *
 * @param tenant as text; empty for tables of no tenant
 * @param subject as text; empty for the tenant's own key
 * @param purpose as in {@code holdfast.data_keys}
 */
record Owner(String tenant, String subject, String purpose) {

    static final Comparator<Owner> ORDER =
            Comparator.comparing(Owner::tenant).thenComparing(Owner::subject).thenComparing(Owner::purpose);

    static Owner ofData(String tenant, String subject) {
        return new Owner(tenant, subject, KeyRow.DATA);
    }

    static Owner ofIndex(String tenant, String table, String column) {
        return new Owner(tenant, "", "index:" + table + "." + column);
    }

    boolean isIndex() {
        return !purpose.equals(KeyRow.DATA);
    }
}
