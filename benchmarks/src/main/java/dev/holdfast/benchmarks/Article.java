package dev.holdfast.benchmarks;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@link Articles}. Every contender reads and writes all of it. */
public record Article(
        UUID id,
        long tenantId,
        UUID authorId,
        String title,
        @Nullable String summary,
        int rating,
        Instant publishedAt) {}
