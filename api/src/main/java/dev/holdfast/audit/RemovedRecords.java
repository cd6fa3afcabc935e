package dev.holdfast.audit;

/**
 * What was deleted for good of what was recorded.
 *
 * @param entries of the audit log
 * @param versions of the histories of all tables
 */
public record RemovedRecords(long entries, long versions) {}
