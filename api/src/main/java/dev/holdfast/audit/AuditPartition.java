package dev.holdfast.audit;

import java.time.Instant;

/**
 * A month of the audit log, as PostgreSQL stores it.
 *
 * @param name of its table in the schema {@code holdfast}
 * @param from when it begins, included
 * @param to when it ends, not included
 * @param bytes what it takes on disk, with its indexes
 */
public record AuditPartition(String name, Instant from, Instant to, long bytes) {}
