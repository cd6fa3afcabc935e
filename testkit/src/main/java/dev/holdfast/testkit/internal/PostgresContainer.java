package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. Docker may publish its port beyond the loopback address, so unlike the embedded one it asks
 * for passwords, which are made up for each run. The only class that knows Testcontainers.
 */
final class PostgresContainer implements RunningPostgres {
    private static final String DATABASE = "postgres";
    private static final Map<String, String> DEFAULTS =
            Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off", "max_connections", "300");

    private final PostgreSQLContainer container;
    private final Map<Role, Endpoint> endpoints;

    private PostgresContainer(PostgreSQLContainer container, Map<Role, Endpoint> endpoints) {
        this.container = container;
        this.endpoints = endpoints;
    }

    static PostgresContainer start(String image, Map<String, String> settings) {
        String password = Roles.randomPassword();
        PostgreSQLContainer container = new PostgreSQLContainer(DockerImageName.parse(image))
                .withUsername(Role.SUPERUSER.defaultName())
                .withPassword(password)
                .withDatabaseName(DATABASE);
        container.setCommand(command(settings));
        container.start();
        Endpoint superuser = new Endpoint(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                Role.SUPERUSER.defaultName(),
                password,
                Map.of());
        return new PostgresContainer(container, Roles.create(superuser, DATABASE));
    }

    private static String[] command(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
        all.putAll(settings);
        List<String> command = new ArrayList<>(List.of("postgres"));
        all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command.toArray(String[]::new);
    }

    @Override
    public Map<Role, Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public String maintenanceDatabase() {
        return DATABASE;
    }

    @Override
    public boolean outlivesTheRun() {
        return false;
    }

    @Override
    public void close() {
        container.stop();
    }
}
