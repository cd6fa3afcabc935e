package dev.holdfast.jdbi.internal.crypto.doctor;

import java.util.List;

/** What {@link EncryptionCatalog} answers, one record for each question. Public, since JDBI makes them. */
public final class EncryptionRows {

    private EncryptionRows() {}

    /** A check constraint, as PostgreSQL prints it; one that isn't enforced isn't valid either. */
    public record CheckRow(long relation, String name, String definition, boolean valid) {}

    /**
     * What depends on a column.
     *
     * @param oid of the object, which {@code kind} says is what
     * @param kind {@code column}, {@code index}, {@code constraint}, {@code statistics}, {@code view} or
     *     {@code materialized view}
     * @param name as it stands in SQL, with its schema where it has one
     * @param whole whether it is made from the column as it is, whatever the definition says
     * @param definition the expressions that may read the column
     */
    public record DependentRow(
            long relation, String column, long oid, String kind, String name, boolean whole, String definition) {}

    /** How many rows a table has by PostgreSQL's last count, 0 where it never counted. */
    public record SizeRow(long relation, long rows) {}

    /** A column with few different values, by PostgreSQL's last look at the table. */
    public record FewValuesRow(long relation, String column, int values) {}

    /**
     * The table of data keys.
     *
     * @param own whether the application can act as its owner
     * @param untold whether FORCE binds the owner, and no policy is for it
     * @param usable whether the application may use its schema
     * @param lacking privileges on it that the application lacks, as GRANT has them
     * @param destroyers to whom of those that bind the application or the work across tenants DELETE or TRUNCATE is
     *     granted
     * @param guarded whether the trigger that guards inserts and updates fires
     * @param kept whether the trigger that refuses DELETE fires
     * @param singular whether there can be only one active key of a kind
     */
    public record KeyTableRow(
            long oid,
            long rows,
            boolean rowSecurity,
            boolean forced,
            boolean untold,
            String owner,
            boolean own,
            boolean usable,
            List<String> lacking,
            List<String> destroyers,
            boolean guarded,
            boolean kept,
            boolean singular) {}

    /** A key of a keyring, and how many data keys it wraps: no more are counted than {@link EncryptionCatalog#MANY}. */
    public record WrappingRow(String wrappingKey, int keys) {}
}
