package dev.holdfast.audit;

import dev.holdfast.doctor.Check;

/** What the doctor looks for in the recording of changes, by entries of the audit log and versions of histories alike, and in the log. */
public enum AuditCheck implements Check {
    /** A table that is declared as audited isn't. */
    AUDIT_MISSING,
    /** A table is audited, and isn't declared so. */
    AUDIT_UNDECLARED,
    /** A table is audited by other options than it declares. */
    AUDIT_DIFFERENT,
    /** The application can't read what says which tables are recorded, or what it read isn't of this version. */
    RECORDING_UNKNOWN,
    /** A recorded table, or a partition of it, lacks a trigger that records its changes, or has it disabled. */
    RECORDING_INCOMPLETE,
    /** What records a table's changes isn't what it would be by the table's columns now. */
    RECORDING_STALE,
    /** A recorded table has come to have what {@code enableAudit} and {@code enableHistory} refuse. */
    RECORDING_UNSAFE,
    /** {@code session_replication_role} is set so that triggers don't fire. */
    RECORDING_SWITCHED_OFF,
    /** The audit log's next partition isn't there, or entries lie where their month had none. */
    AUDIT_PARTITIONS_DUE,
    /** The audit log lets entries be written, changed or read by whom it mustn't. */
    AUDIT_UNGUARDED,
    /** {@code requireKnownActors} looks for nobody, or for more or fewer than it should. */
    ACTORS_MISCHECKED,
    /** The audit log has entries older than two years: nothing seems to drop them. */
    AUDIT_RETENTION_DUE
}
