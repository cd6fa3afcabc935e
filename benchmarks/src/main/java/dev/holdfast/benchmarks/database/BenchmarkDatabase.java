package dev.holdfast.benchmarks.database;

import static dev.holdfast.benchmarks.database.Articles.ARTICLES;
import static dev.holdfast.benchmarks.database.Articles.INBOX;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The database that all contenders meet: one embedded PostgreSQL with {@code fsync} and {@code synchronous_commit} on,
 * for all forks of a run. The JVM that starts it prepares it and closes it; forks find it by system properties.
 */
public final class BenchmarkDatabase implements AutoCloseable {

    public static final long TENANT = 1;

    private static final int TENANTS = 4;
    private static final int ROWS_PER_TENANT = Integer.getInteger("holdfast.benchmarks.rowsPerTenant", 30_000);
    private static final String PROPERTY = "holdfast.benchmarks.url.";
    private static final String SETTINGS_PROPERTY = "holdfast.benchmarks.settings";
    private static final String ROUND_TRIP_PROPERTY = "holdfast.benchmarks.roundTripMicros";
    private static final Pattern SERVER = Pattern.compile("//([^:/]+):(\\d+)/");
    private static final String KEYRING_PROPERTY = "holdfast.benchmarks.keyring";

    /** By the server's address; they end with the JVM. */
    private static final Map<String, DelayingProxy> PROXIES = new ConcurrentHashMap<>();

    private final Map<Role, String> urls;
    private final Path keyringFile;
    private final @Nullable PostgresServer server;

    private BenchmarkDatabase(Map<Role, String> urls, Path keyringFile, @Nullable PostgresServer server) {
        this.urls = urls;
        this.keyringFile = keyringFile;
        this.server = server;
    }

    /** The one that was announced to this JVM; without one, a new one that ends with the JVM. */
    public static synchronized BenchmarkDatabase current() throws Exception {
        if (System.getProperty(PROPERTY + Role.APPLICATION) == null) {
            start().announce();
        }
        Map<Role, String> urls = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            urls.put(role, System.getProperty(PROPERTY + role));
        }
        return new BenchmarkDatabase(urls, Path.of(System.getProperty(KEYRING_PROPERTY)), null);
    }

    /** A new server with the tables, filled. */
    public static BenchmarkDatabase start() throws Exception {
        PostgresServer server = PostgresServer.start(settings());
        try {
            TestDatabase database = server.createDatabase("benchmarks");
            Migration.run(database.ownerDataSource(), "articles", Schema.of(ARTICLES, INBOX));
            createTenants(database);
            Map<Role, String> urls = new EnumMap<>(Role.class);
            for (Role role : Role.values()) {
                urls.put(role, delayed(database.url(role)));
            }
            BenchmarkDatabase started = new BenchmarkDatabase(urls, keyringFile(), server);
            try (Superuser superuser = started.superuser()) {
                fill(superuser);
            }
            database.closeIdleConnections(); // forks copy it
            return started;
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    /** Durable, and what the run adds: {@code -Dholdfast.benchmarks.settings=commit_delay=2000,commit_siblings=0}. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(PostgresServer.durable());
        for (String setting : System.getProperty(SETTINGS_PROPERTY, "").split(",")) {
            if (!setting.isBlank()) {
                String[] parts = setting.split("=", 2);
                if (parts.length < 2) {
                    throw new IllegalArgumentException(
                            SETTINGS_PROPERTY + " has \"" + setting + "\", which isn't name=value");
                }
                settings.put(parts[0].strip(), parts[1].strip());
            }
        }
        return settings;
    }

    /** As if the server were so far away: {@code -Dholdfast.benchmarks.roundTripMicros=500}. */
    private static String delayed(String url) {
        long micros = Long.getLong(ROUND_TRIP_PROPERTY, 0);
        Matcher server = SERVER.matcher(url);
        if (micros == 0 || !server.find()) {
            return url;
        }
        int port = PROXIES.computeIfAbsent(
                        server.group(1) + ":" + server.group(2),
                        address -> DelayingProxy.before(
                                server.group(1), Integer.parseInt(server.group(2)), Duration.ofNanos(micros * 1_000)))
                .port();
        return url.substring(0, server.start()) + "//127.0.0.1:" + port + "/" + url.substring(server.end());
    }

    /** Forks read what other forks encrypted, so they have one keyring. */
    private static Path keyringFile() throws IOException {
        Path file = Files.createTempDirectory("holdfast-benchmarks").resolve("keyring.json");
        TinkKeyring.generate().saveCleartextTo(file, InsecureSecretKeyAccess.get());
        return file;
    }

    private static void createTenants(TestDatabase database) {
        var tenants = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(ARTICLES, INBOX)
                .acrossTenants(database.acrossTenantsDataSource())
                .build()
                .acrossTenants("set up the benchmarks")
                .tenants();
        for (long id = 1; id <= TENANTS; id++) {
            tenants.create(id, "Tenant " + id);
        }
    }

    /** Ids are hashes, so that the tenants' rows lie scattered among each other; the same in every run. */
    private static void fill(Superuser superuser) throws SQLException {
        superuser.run(
                "insert into articles (id, tenant_id, author_id, title, summary, rating, published_at)"
                        + " select md5('article ' || n)::uuid, 1 + n % " + TENANTS
                        + ", md5('author ' || n % 500)::uuid,"
                        + " 'Article ' || n, case when n % 3 = 0 then null else repeat('summary ', 8) || n end, n % 6,"
                        + " timestamptz '2026-01-01 00:00:00+00' + n * interval '1 minute'"
                        + " from generate_series(1, " + TENANTS * ROWS_PER_TENANT + ") n",
                // No vacuum comes along while somebody measures; the rows that are only read get theirs now.
                "alter table articles set (autovacuum_enabled = false)",
                "alter table inbox set (autovacuum_enabled = false)",
                "vacuum (freeze, analyze) articles",
                "checkpoint");
    }

    /** Lets this JVM's benchmarks find it. */
    public BenchmarkDatabase announce() {
        urls.forEach((role, url) -> System.setProperty(PROPERTY + role, url));
        System.setProperty(KEYRING_PROPERTY, keyringFile.toString());
        return this;
    }

    /** JVM arguments that let a fork find it. */
    public List<String> jvmArguments() {
        List<String> arguments = new ArrayList<>();
        urls.forEach((role, url) -> arguments.add("-D" + PROPERTY + role + "=" + url));
        arguments.add("-D" + KEYRING_PROPERTY + "=" + keyringFile);
        return arguments;
    }

    /** A pool of one connection, as every contender has. */
    public HikariDataSource pool(Role role) {
        return pool(role, "");
    }

    /** A pool of one connection with options of the driver, such as {@code &reWriteBatchedInserts=true}. */
    public HikariDataSource pool(Role role, String options) {
        return pool(role, options, 1);
    }

    /** A pool that several threads share. */
    public HikariDataSource pool(Role role, int connections) {
        return pool(role, "", connections);
    }

    private HikariDataSource pool(Role role, String options, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(urls.get(role) + options);
        config.setMaximumPoolSize(connections);
        config.setPoolName(role + options);
        return new HikariDataSource(config);
    }

    /** Who prepares tables and looks into them. */
    public Superuser superuser() {
        return new Superuser(pool(Role.SUPERUSER));
    }

    /**
     * Another database of the server, as this one is now, or as it was left before. Nobody else may be connected to this
     * one while it is copied.
     */
    public BenchmarkDatabase copy(String name) throws SQLException {
        Map<Role, String> copies = new EnumMap<>(Role.class);
        urls.forEach((role, url) -> copies.put(role, inDatabase(url, name)));
        String own = name(urls.getOrDefault(Role.SUPERUSER, ""));
        try (Connection connection =
                        DriverManager.getConnection(inDatabase(urls.getOrDefault(Role.SUPERUSER, ""), "postgres"));
                Statement statement = connection.createStatement();
                ResultSet there = statement.executeQuery("select from pg_database where datname = '" + name + "'")) {
            if (!there.next()) {
                statement.execute(
                        "create database " + name + " template " + own + " owner " + Role.OWNER.defaultName());
            }
        }
        return new BenchmarkDatabase(copies, keyringFile, null);
    }

    private static String inDatabase(String url, String name) {
        return url.replaceFirst("/" + name(url) + "\\?", "/" + name + "?");
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/', url.indexOf('?')) + 1, url.indexOf('?'));
    }

    /** The keyring of everybody who encrypts here. */
    public TinkKeyring keyring() {
        return TinkKeyring.ofCleartextFile(keyringFile, InsecureSecretKeyAccess.get());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            try {
                Files.delete(keyringFile);
                Files.delete(keyringFile.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
