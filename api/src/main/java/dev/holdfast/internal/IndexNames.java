package dev.holdfast.internal;

import java.util.List;

/**
 * What Holdfast's changes call the indexes that they make by themselves, by which their rollback finds them: the same as
 * {@code dev.holdfast.liquibase.Names} says. Other names are the schema's to choose.
 */
public final class IndexNames {

    private IndexNames() {}

    /** The index over the tenant alone. */
    public static String ofTenant(String table) {
        return named("_tenant_idx", table);
    }

    /** The index over the tenant and a column that refers to a table of tenants. */
    public static String ofReference(String table, String column) {
        return named("_tenant_idx", table, column);
    }

    /** The index over the column that refers to a soft-deletable table. */
    public static String ofSoftReference(String table, String column) {
        return named("_soft_idx", table, column);
    }

    /** The unique index over a column of live rows that is referred to. */
    public static String ofLiveTarget(String table, String column) {
        return named("_live_ref", table, column);
    }

    /** The index by which a deletion's rows are found. */
    public static String ofDeletions(String table) {
        return named("_deletion_idx", table);
    }

    /** The index by which deleted rows are found that are due to be purged. */
    public static String ofDeletedRows(String table) {
        return named("_deleted_idx", table);
    }

    /**
     * The index over a column of hashes.
     *
     * @param softDeletable whether a unique one counts live rows alone
     */
    public static String ofHashes(String table, String column, boolean unique, boolean softDeletable) {
        return named(!unique ? "_idx" : softDeletable ? "_live_key" : "_key", table, column);
    }

    private static String named(String suffix, String... parts) {
        return Identifiers.derived(List.of(parts), suffix, Identifiers.MAX_BYTES);
    }
}
