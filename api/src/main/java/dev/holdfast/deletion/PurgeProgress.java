package dev.holdfast.deletion;

/**
 * How far a purge is, told after each batch.
 *
 * @param purged how many rows of which table so far
 * @param examined how many due rows of the purged table were looked at so far
 * @param due how many there were to look at when it began
 * @param batches how many batches are done
 */
public record PurgeProgress(TableCounts purged, long examined, long due, int batches) {}
