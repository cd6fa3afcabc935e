package dev.holdfast.jdbi.isolation;

import static dev.holdfast.jdbi.fixture.Articles.ARTICLES;
import static dev.holdfast.jdbi.fixture.Authors.AUTHORS;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;

import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.Seeders;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** How the press's tables get a row. */
final class PressSeeders {

    // region:seeders
    static final Seeders SEEDERS = Seeders.of()
            .table(AUTHORS, scope -> Press.author(scope, name()))
            .table(ARTICLES, scope -> Press.article(scope, Press.author(scope, name()), "One"))
            .table(SAMPLES, scope -> scope.insertInto(SAMPLES, row -> row.set(SAMPLES.text, "it's")
                            .set(SAMPLES.integer, -7)
                            .set(SAMPLES.timestamptz, Instant.parse("2026-01-31T10:15:30.123456Z"))
                            .set(SAMPLES.interval, new Interval(-1, 2, -3))
                            .set(SAMPLES.bytea, new byte[] {0, -1, 39})
                            .set(SAMPLES.jsonb, new Layout("dark", List.of(1)))
                            .set(SAMPLES.pgEnum, Mood.SAD)
                            .set(SAMPLES.inet, Inet.of("10.0.0.0/8"))
                            .set(SAMPLES.integers, Arrays.asList(1, null)))
                    .returning(SAMPLES.id)
                    .one());
    // endregion:seeders

    private PressSeeders() {}

    static String name() {
        return UUID.randomUUID().toString();
    }
}
