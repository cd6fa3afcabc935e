package dev.holdfast.testkit;

import dev.holdfast.testkit.internal.ConnectionPool;
import dev.holdfast.testkit.internal.Endpoint;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A database of its own on the test server, and how each {@link Role} gets in. Thread-safe.
 *
 * <p>The data sources watch for connections that nobody closes, and keep a few that were closed for the next who asks; a
 * test doesn't notice. {@code discard all} takes back what was set or left on such a connection, and one in an open or
 * failed transaction is closed instead. No number of connections is too large for them, only for the server. What is set
 * for a role or a database ({@code alter role … set}), or a type that is dropped and created anew, is seen by new
 * connections: those of {@link #untrackedDataSource}, of {@link #url} and of {@link RoundTrips}.
 *
 * <p>To put a pool of your own in front, give it {@link #untrackedDataSource} or {@link #url}: the connections that a pool
 * holds on to are no leaks.
 *
 * <p>A database that JUnit provides is dropped after the class. One from {@link PostgresServer#createDatabase} belongs to
 * who asked for it, and {@link #close()} drops it.
 */
public final class TestDatabase implements AutoCloseable {
    private final PostgresServer server;
    private final String name;
    private final ConnectionTracker tracker = new ConnectionTracker();
    private final Map<Role, ConnectionPool> pools = new EnumMap<>(Role.class);
    private final Map<Role, DataSource> dataSources = new EnumMap<>(Role.class);

    TestDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
        server.endpoints().forEach((role, endpoint) -> {
            ConnectionPool pool = endpoint.pool(name);
            pools.put(role, pool);
            dataSources.put(role, new TrackedDataSource(endpoint.dataSource(name), pool::getConnection, tracker, role));
        });
    }

    /** The database's name. */
    public String name() {
        return name;
    }

    /** The server's major version, such as 18. */
    public int version() {
        return server.version();
    }

    /** The server that the database is on. */
    public PostgresServer server() {
        return server;
    }

    /** Connects as {@link Role#APPLICATION}. */
    public DataSource applicationDataSource() {
        return dataSource(Role.APPLICATION);
    }

    /** Connects as {@link Role#OWNER}. */
    public DataSource ownerDataSource() {
        return dataSource(Role.OWNER);
    }

    /**
     * Connects as {@link Role#ACROSS_TENANTS}.
     *
     * @throws TestkitException if the server was given by URLs and there is none for this role
     */
    public DataSource acrossTenantsDataSource() {
        return dataSource(Role.ACROSS_TENANTS);
    }

    /**
     * Connects as {@link Role#SUPERUSER}.
     *
     * @throws TestkitException if the server was given by URLs
     */
    public DataSource superuserDataSource() {
        return dataSource(Role.SUPERUSER);
    }

    /**
     * A data source that watches for leaks and uses connections again; the same one each time.
     *
     * @throws TestkitException if there is no such role here, see {@link #has}
     */
    public DataSource dataSource(Role role) {
        DataSource dataSource = dataSources.get(role);
        if (dataSource == null) {
            throw server.lacks(role);
        }
        return dataSource;
    }

    /**
     * A new data source that doesn't watch for leaks, whose connections are each a new one: for a pool, or for connections
     * that outlive a test.
     *
     * @throws TestkitException if there is no such role here
     */
    public DataSource untrackedDataSource(Role role) {
        return server.endpoint(role).dataSource(name);
    }

    /** Whether the role can connect: only a server given by URLs may lack some. */
    public boolean has(Role role) {
        return server.endpoints().containsKey(role);
    }

    /**
     * A JDBC URL with user and password in it.
     *
     * @throws TestkitException if there is no such role here
     */
    public String url(Role role) {
        return server.endpoint(role).url(name);
    }

    /**
     * The role's name in PostgreSQL, for {@code grant … to}.
     *
     * @throws TestkitException if there is no such role here
     */
    public String user(Role role) {
        return server.endpoint(role).user();
    }

    /**
     * The role's password; empty if it needs none.
     *
     * @throws TestkitException if there is no such role here
     */
    public String password(Role role) {
        return server.endpoint(role).password();
    }

    /** Drops the database and cuts off who is connected. Does nothing the second time. */
    @Override
    public void close() {
        closeIdleConnections();
        server.drop(name);
    }

    /**
     * Closes the connections that are kept for later, and keeps none from now on: before the database is copied by
     * {@code create database … template}, when nobody may be connected to it. Those in use stay as they are.
     */
    public void closeIdleConnections() {
        pools.values().forEach(ConnectionPool::close);
    }

    ConnectionTracker tracker() {
        return tracker;
    }

    /** A watched data source for the role by another way in, without a pool. */
    DataSource tracked(Role role, Endpoint endpoint) {
        DataSource direct = endpoint.dataSource(name);
        return new TrackedDataSource(direct, direct::getConnection, tracker, role);
    }

    @Override
    public String toString() {
        return "TestDatabase[" + name + " on " + server + "]";
    }
}
