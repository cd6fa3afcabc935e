package dev.holdfast.benchmarks.tenant;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Articles to insert: the same for every contender, new ids each time. One thread's. */
final class Batch {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final SplittableRandom random = new SplittableRandom(20260102);
    private final int rows;
    private int number;

    Batch(int rows) {
        this.rows = rows;
    }

    List<Article> next() {
        List<Article> articles = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            articles.add(article(number++));
        }
        return articles;
    }

    private Article article(int n) {
        return new Article(
                new UUID(random.nextLong(), random.nextLong()),
                BenchmarkDatabase.TENANT,
                new UUID(42, n % 500),
                "Article " + n,
                n % 3 == 0 ? null : "A summary of some length, which ends with a number: " + n,
                n % 6,
                FIRST.plusSeconds(n));
    }
}
