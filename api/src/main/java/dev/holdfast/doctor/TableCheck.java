package dev.holdfast.doctor;

/** What the doctor looks for in every schema: roles, tables and their columns. */
public enum TableCheck implements Check {
    /** The application's role is a superuser. */
    SUPERUSER,
    /** The application's role passes by row-level security. */
    BYPASSRLS,
    /** The application's role owns the table, and could switch its policies off. */
    OWNER,
    /** The application's role or the owner is a member of a role that sees all tenants. */
    MEMBERSHIP,
    /** The application's role isn't a member of the role that the tables' policies are for. */
    ROLE_UNKNOWN,
    /** The application's role may not read a registered table. */
    GRANT_MISSING,
    /** A registered table or one of its columns isn't there. */
    MISSING,
    /** A declared unique key or index isn't there; of a soft-deletable table its own check tells. */
    INDEX_MISSING,
    /** A column differs from its declaration. */
    DRIFT,
    /** The application may use a table that isn't registered, in a schema where registered ones are. */
    UNREGISTERED_TABLE,
    /** A finding was accepted that isn't found any more. */
    ACCEPTANCE_UNUSED
}
