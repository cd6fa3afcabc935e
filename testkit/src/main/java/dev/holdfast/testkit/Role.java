package dev.holdfast.testkit;

/**
 * The parts that connections play in a test. Each is a PostgreSQL role of its own, so a test meets the same
 * privileges and policies as the application will.
 */
public enum Role {
    /** {@code postgres} in a server of our own: bypasses every policy. Absent where the server was given by URLs. */
    SUPERUSER("postgres"),
    /** Owns the databases and runs migrations: no superuser, no {@code BYPASSRLS}, no {@code CREATEROLE}. */
    OWNER("holdfast_owner"),
    /** What the application connects as: owns nothing and has only what was granted. */
    APPLICATION("holdfast_app"),
    /** What work across tenants connects as; the application role is never a member of it. */
    ACROSS_TENANTS("holdfast_across");

    private final String defaultName;

    Role(String defaultName) {
        this.defaultName = defaultName;
    }

    /** The role's name in a server of our own; given URLs carry their own names, see {@link TestDatabase#user}. */
    public String defaultName() {
        return defaultName;
    }
}
