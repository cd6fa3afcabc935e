package dev.holdfast.deletion;

/**
 * What a purge removed for good, or would remove, for a dry run.
 *
 * @param purged how many rows of which table
 * @param held rows that are due and stay for a legal hold of their own, or an {@code unless} condition
 * @param blocked rows that are due and stay since rows below them stay: live ones, younger ones, held ones
 * @param batches in how many transactions
 * @param dryRun true where nothing was removed
 */
public record PurgeReport(TableCounts purged, long held, long blocked, int batches, boolean dryRun) {}
