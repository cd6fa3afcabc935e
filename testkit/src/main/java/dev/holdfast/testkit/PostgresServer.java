package dev.holdfast.testkit;

import dev.holdfast.testkit.internal.EmbeddedSource;
import dev.holdfast.testkit.internal.Endpoint;
import dev.holdfast.testkit.internal.Environment;
import dev.holdfast.testkit.internal.PostgresSource;
import dev.holdfast.testkit.internal.PostgresSources;
import dev.holdfast.testkit.internal.RunningPostgres;
import dev.holdfast.testkit.internal.ServerVersion;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A PostgreSQL server to create databases on. Needs no JUnit, so benchmarks and demonstrations use it as it is; JUnit
 * tests get theirs by {@link PostgresTest}. Thread-safe. Who starts it closes it; a run that forgets to leaves it to the
 * end of the JVM.
 *
 * <p>In a server of our own the roles of {@link Role} are there under their default names.
 */
public final class PostgresServer implements AutoCloseable {
    private final RunningPostgres running;
    private final String source;
    private final Databases databases;
    private final Templates templates;
    private final int version;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PostgresServer(RunningPostgres running, String source) {
        this.running = running;
        this.source = source;
        this.databases = new Databases(running);
        this.version = databases.serverVersion();
        this.templates = new Templates(this, databases);
    }

    /**
     * Uses the server named by the environment variables {@code HOLDFAST_JDBC_URL} (application role) and
     * {@code HOLDFAST_OWNER_JDBC_URL} (and {@code HOLDFAST_ACROSS_JDBC_URL}), each with its user and password; else one
     * in a container, where Testcontainers is on the class path and a Docker engine answers; else an embedded one.
     * {@code -Dholdfast.postgres.source=url|testcontainers|embedded} insists on one of them, and
     * {@code -Dholdfast.postgres=15} on a major version.
     *
     * @throws TestkitException if there is none, or it is of another version
     */
    public static PostgresServer find() {
        return find(Environment.ofThisJvm());
    }

    static PostgresServer find(Environment environment) {
        return open(PostgresSources.of(environment).choose(environment), Map.of(), environment);
    }

    /** Starts an embedded server made for tests: fast, and without {@code fsync}. */
    public static PostgresServer start() {
        return start(Map.of());
    }

    /**
     * Starts an embedded server that listens on the loopback address.
     *
     * @param settings server settings by name, over those made for tests ({@code fsync}, {@code synchronous_commit} and
     *     {@code full_page_writes} off, {@code max_connections} 300); see {@link #durable}
     */
    public static PostgresServer start(Map<String, String> settings) {
        Environment environment = Environment.ofThisJvm();
        return open(new EmbeddedSource(environment), settings, environment);
    }

    /** Settings of a server that keeps what it has confirmed: for benchmarks and tests of durability. */
    public static Map<String, String> durable() {
        return Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");
    }

    private static PostgresServer open(PostgresSource source, Map<String, String> settings, Environment environment) {
        RunningPostgres running = source.start(settings);
        try {
            PostgresServer server = new PostgresServer(running, source.name());
            ServerVersion.check(environment, source.name(), server.version);
            return server;
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    /** The major version, such as 18. */
    public int version() {
        return version;
    }

    /** Where the server came from: {@code url}, {@code testcontainers} or {@code embedded}. */
    public String source() {
        return source;
    }

    /**
     * Creates an empty database that belongs to {@link Role#OWNER}.
     *
     * @param name lower-case letters, digits and underscores
     * @throws TestkitException if there is one of that name, or a given owner may not create databases
     */
    public TestDatabase createDatabase(String name) {
        databases.create(name);
        return new TestDatabase(this, name);
    }

    /** Creates a database as a copy of the template, which is prepared the first time. */
    TestDatabase cloneOf(Class<? extends DatabaseTemplate> template, String label) {
        String prepared = templates.nameOf(template);
        String name = databases.freeName(label);
        databases.cloneFrom(prepared, name);
        return new TestDatabase(this, name);
    }

    /**
     * Stops an embedded server as a crash would: no checkpoint, connections cut off. {@link #restart()} brings it back.
     *
     * @throws UnsupportedOperationException if the server isn't an embedded one
     */
    public void stopImmediately() {
        restartable().stopImmediately();
    }

    /**
     * Restarts an embedded server, running or stopped, as after a crash: on the same data, settings and port.
     *
     * @throws UnsupportedOperationException if the server isn't an embedded one
     */
    public void restart() {
        restartable().restart();
    }

    private RunningPostgres restartable() {
        if (!running.restartable()) {
            throw new UnsupportedOperationException("a server from source '" + source
                    + "' isn't ours to stop: start an embedded one by PostgresServer.start()");
        }
        return running;
    }

    /** Stops the server and forgets its data; of a server given by URLs only the template databases are dropped. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (running.outlivesTheRun()) {
                templates.drop();
            }
            running.close();
        }
    }

    void drop(String database) {
        if (!closed.get()) {
            databases.drop(database);
        }
    }

    Map<Role, Endpoint> endpoints() {
        return running.endpoints();
    }

    Endpoint endpoint(Role role) {
        Endpoint endpoint = running.endpoints().get(role);
        if (endpoint == null) {
            throw lacks(role);
        }
        return endpoint;
    }

    TestkitException lacks(Role role) {
        return new TestkitException(
                "role " + role,
                "the server was given by URLs, and there is none for this role",
                role == Role.ACROSS_TENANTS
                        ? "Set HOLDFAST_ACROSS_JDBC_URL, or ask TestDatabase.has(role) first"
                        : "Ask TestDatabase.has(role) first, or test against a server of our own with"
                                + " -Dholdfast.postgres.source=embedded");
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version + " (" + source + ")";
    }
}
