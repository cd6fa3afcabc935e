package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestkitException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A server that somebody else runs, named by environment variables. Its roles and settings are left as they are. */
public final class GivenUrls implements PostgresSource {
    static final String APPLICATION = "HOLDFAST_JDBC_URL";
    static final String OWNER = "HOLDFAST_OWNER_JDBC_URL";
    static final String ACROSS_TENANTS = "HOLDFAST_ACROSS_JDBC_URL";

    private final Environment environment;

    public GivenUrls(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "url";
    }

    @Override
    public Optional<String> whyNot() {
        boolean application = environment.variable(APPLICATION).isPresent();
        boolean owner = environment.variable(OWNER).isPresent();
        if (application != owner) {
            throw new TestkitException(
                    application ? APPLICATION : OWNER,
                    (application ? OWNER : APPLICATION) + " isn't set, and one without the other is no use",
                    "Set both: the application role's URL and that of the owner of the databases");
        }
        return application
                ? Optional.empty()
                : Optional.of("the environment variables " + APPLICATION + " and " + OWNER + " aren't set");
    }

    @Override
    public RunningPostgres start(Map<String, String> settings) {
        if (!settings.isEmpty()) {
            throw new TestkitException(
                    APPLICATION,
                    "server settings " + settings.keySet() + " can't be applied to a server given by its URL",
                    "Set them on that server, or use an embedded one with PostgresServer.start(settings)");
        }
        String ownerUrl = required(OWNER);
        Map<Role, Endpoint> endpoints = new EnumMap<>(Role.class);
        endpoints.put(Role.APPLICATION, Endpoint.parse(APPLICATION, required(APPLICATION)));
        endpoints.put(Role.OWNER, Endpoint.parse(OWNER, ownerUrl));
        environment
                .variable(ACROSS_TENANTS)
                .ifPresent(url -> endpoints.put(Role.ACROSS_TENANTS, Endpoint.parse(ACROSS_TENANTS, url)));
        return new Given(Map.copyOf(endpoints), Endpoint.databaseOf(OWNER, ownerUrl));
    }

    private String required(String variable) {
        return environment.variable(variable).orElseThrow();
    }

    private record Given(Map<Role, Endpoint> endpoints, String maintenanceDatabase) implements RunningPostgres {
        @Override
        public boolean outlivesTheRun() {
            return true;
        }

        @Override
        public void close() {
            // not ours to stop
        }
    }
}
