package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.TestkitException;
import java.util.List;
import java.util.stream.Collectors;

/** Chooses where PostgreSQL comes from: the first source that can be used, or the one asked for. */
public final class PostgresSources {
    /** The system property that names a source. */
    public static final String SOURCE = "holdfast.postgres.source";

    private final List<PostgresSource> sources;

    public PostgresSources(List<PostgresSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Given URLs, then Testcontainers, then embedded. */
    public static PostgresSources of(Environment environment) {
        return new PostgresSources(List.of(
                new GivenUrls(environment), new TestcontainersSource(environment), new EmbeddedSource(environment)));
    }

    /** The source to use in this environment. */
    public PostgresSource choose(Environment environment) {
        return environment.property(SOURCE).map(this::named).orElseGet(this::firstUsable);
    }

    private PostgresSource named(String name) {
        PostgresSource source = sources.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TestkitException(
                        "-D" + SOURCE + "=" + name,
                        "there is no such source of PostgreSQL",
                        "Say one of "
                                + sources.stream().map(PostgresSource::name).collect(Collectors.joining(", "))));
        source.whyNot().ifPresent(reason -> {
            throw new TestkitException(
                    "-D" + SOURCE + "=" + name, reason, "Make it available, or leave the property out");
        });
        return source;
    }

    private PostgresSource firstUsable() {
        return sources.stream()
                .filter(source -> source.whyNot().isEmpty())
                .findFirst()
                .orElseThrow(() -> new TestkitException(
                        "PostgreSQL for tests",
                        sources.stream()
                                .map(source ->
                                        source.name() + ": " + source.whyNot().orElse("usable"))
                                .collect(Collectors.joining("; ")),
                        "Make one of them available"));
    }
}
