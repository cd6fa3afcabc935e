package dev.holdfast.testkit.internal;

import java.util.Map;
import java.util.Optional;

/** PostgreSQL in a container, where Testcontainers is on the class path and a Docker engine answers. */
public final class TestcontainersSource implements PostgresSource {
    private static final String LIBRARY = "org.testcontainers.postgresql.PostgreSQLContainer";

    private final Environment environment;

    public TestcontainersSource(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "testcontainers";
    }

    @Override
    public Optional<String> whyNot() {
        if (!ClassPath.has(LIBRARY)) {
            return Optional.of("org.testcontainers:testcontainers-postgresql isn't on the class path");
        }
        return new DockerProbe(environment).answers()
                ? Optional.empty()
                : Optional.of(
                        "no Docker engine answers (DOCKER_HOST, ~/.testcontainers.properties, the usual sockets)");
    }

    @Override
    public RunningPostgres start(Map<String, String> settings) {
        String version = ServerVersion.asked(environment).map(String::valueOf).orElse("18");
        return PostgresContainer.start("postgres:" + version, settings);
    }
}
