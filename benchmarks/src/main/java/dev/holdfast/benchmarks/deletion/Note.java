package dev.holdfast.benchmarks.deletion;

import java.time.Instant;
import java.util.UUID;

/** A live row of {@link Notes}. */
public record Note(UUID id, long tenantId, UUID authorId, String title, Instant createdAt) {}
