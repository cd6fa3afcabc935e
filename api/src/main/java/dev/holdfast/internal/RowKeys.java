package dev.holdfast.internal;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.error.TenantRequiredException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is refused where somebody asks what became of a table's rows, or of the one with a key. */
public final class RowKeys {

    private RowKeys() {}

    /**
     * Refuses what is no key of a table.
     *
     * @param columns the primary key's columns, without the tenant
     * @param values as they were given
     * @throws StatementException where there are no such columns
     * @throws InvalidValueException where there isn't one value for each, or one is null
     */
    public static void require(String table, List<String> columns, @Nullable Object[] values) {
        if (columns.isEmpty()) {
            throw new StatementException("Table " + table
                    + " is declared without a primary key, by which a row of it could be named: declare primaryKey()");
        }
        if (columns.size() != values.length) {
            throw new InvalidValueException(
                    "A key of " + table,
                    "has " + values.length + " values, and the primary key has " + columns,
                    "give one for each, in this order");
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                throw new InvalidValueException(
                        table + "." + columns.get(i), "is part of the key, and null is none", "give the row's value");
            }
        }
    }

    /**
     * Refuses a session that isn't one tenant's where rows of a tenant-owned table are meant.
     *
     * @param ofOneRow whether one is named by its key; else those of all tenants may be meant
     * @throws TenantRequiredException where it has no tenant, or has all of them and one row is meant
     */
    public static void requireTenant(Audience audience, String table, boolean ofOneRow) {
        if (audience == Audience.NO_TENANT) {
            throw new TenantRequiredException("Table " + table
                    + " is tenant-owned, and this session has no tenant: open holdfast.tenant(id), or"
                    + " holdfast.acrossTenants(reason) for a job over all tenants");
        }
        if (audience == Audience.ALL_TENANTS && ofOneRow) {
            throw new TenantRequiredException("A row of " + table
                    + " is named by its key, which several tenants may have: read it in the scope of its tenant, or in"
                    + " forEachTenant(scope -> …)");
        }
    }
}
