package dev.holdfast.jdbi.internal.crypto;

/** How many entries of the audit log, or versions of a table, have values under a key. */
public record RecordedCells(String source, long cells) {}
