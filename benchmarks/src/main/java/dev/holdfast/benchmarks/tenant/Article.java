package dev.holdfast.benchmarks.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@link dev.holdfast.benchmarks.database.Articles}. Every contender reads and writes all of it. */
public record Article(
        UUID id,
        long tenantId,
        UUID authorId,
        String title,
        @Nullable String summary,
        int rating,
        Instant publishedAt) {}
