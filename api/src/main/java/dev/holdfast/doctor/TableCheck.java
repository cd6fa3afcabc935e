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
    /** A registered table or one of its columns isn't there. */
    MISSING,
    /** A column differs from its declaration. */
    DRIFT
}
