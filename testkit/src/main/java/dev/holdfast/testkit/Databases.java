package dev.holdfast.testkit;

import dev.holdfast.testkit.internal.Endpoint;
import dev.holdfast.testkit.internal.RunningPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates, clones and drops databases, one at a time: as the superuser where there is one, else as the owner. Thread-safe.
 */
final class Databases {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String DUPLICATE_DATABASE = "42P04";
    private static final String OBJECT_IN_USE = "55006";
    private static final int ATTEMPTS = 5;

    private final Endpoint administrator;
    private final String maintenanceDatabase;
    private final String owner;
    private final String strategy;
    private final String run =
            String.format(Locale.ROOT, "%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    private final AtomicInteger number = new AtomicInteger();

    Databases(RunningPostgres running) {
        Endpoint ownerEndpoint = Objects.requireNonNull(running.endpoints().get(Role.OWNER));
        this.administrator = running.endpoints().getOrDefault(Role.SUPERUSER, ownerEndpoint);
        this.maintenanceDatabase = running.maintenanceDatabase();
        this.owner = ownerEndpoint.user();
        // copies files after a checkpoint of the whole server: quicker, and nobody's business on a server of our own
        // only
        this.strategy = running.outlivesTheRun() ? "" : " strategy file_copy";
    }

    int serverVersion() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('server_version_num')::int / 10000")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new TestkitException(
                    "the PostgreSQL server at " + administrator,
                    "it can't be reached: " + e.getMessage(),
                    "Check that it runs, and the URL",
                    e);
        }
    }

    /** A name that nobody else uses, on this server or in another run beside this one. */
    String freeName(String label) {
        String readable = label.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_");
        String shortened = readable.substring(0, Math.min(readable.length(), 40));
        return "t_" + shortened + "_" + run + "_" + number.incrementAndGet();
    }

    void create(String name) {
        // template0: nobody can be connected to it, so nobody can be in the way
        execute(name, "create database " + checked(name) + " owner " + quoted(owner) + " template template0");
    }

    /** Lets nobody in any more: a database that is being cloned must have no connections. */
    void seal(String template) {
        execute(template, "alter database " + checked(template) + " allow_connections false");
    }

    void cloneFrom(String template, String name) {
        execute(
                name,
                "create database " + checked(name) + " owner " + quoted(owner) + " template " + checked(template)
                        + strategy);
    }

    /**
     * Cuts off who is connected. PostgreSQL refuses that to an owner while a process of a superuser is in the database, and
     * autovacuum's workers are; a drop without force sends those away, and waits up to five seconds for who is leaving.
     */
    synchronized void drop(String name) {
        String sql = "drop database if exists " + checked(name);
        for (int attempt = 1; ; attempt++) {
            try {
                execute(sql + " with (force)");
                return;
            } catch (SQLException forced) {
                if (!OBJECT_IN_USE.equals(forced.getSQLState())
                        && !INSUFFICIENT_PRIVILEGE.equals(forced.getSQLState())) {
                    throw failed(name, sql, forced);
                }
            }
            try {
                execute(sql);
                return;
            } catch (SQLException e) {
                if (!OBJECT_IN_USE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw failed(name, sql, e);
                }
            }
        }
    }

    private synchronized void execute(String name, String sql) {
        for (int attempt = 1; ; attempt++) {
            try {
                execute(sql);
                return;
            } catch (SQLException e) {
                // the server has already waited five seconds for whoever is connected, such as autovacuum
                if (!OBJECT_IN_USE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw failed(name, sql, e);
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private TestkitException failed(String name, String sql, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String thing = "database " + name;
        return switch (state) {
            case INSUFFICIENT_PRIVILEGE ->
                new TestkitException(
                        thing,
                        "the role " + administrator.user() + " may not do '" + sql + "': each test class gets a"
                                + " database of its own",
                        "Run 'alter role " + quoted(administrator.user()) + " createdb' as a superuser, or leave the"
                                + " URLs out to use an embedded server",
                        e);
            case DUPLICATE_DATABASE ->
                new TestkitException(thing, "there is one of that name already", "Choose another name, or close it", e);
            case OBJECT_IN_USE ->
                new TestkitException(
                        thing,
                        "somebody is connected to it or to its template: " + e.getMessage(),
                        "Close every connection to it, pools too",
                        e);
            default -> new TestkitException(thing, "'" + sql + "' failed: " + e.getMessage(), "See the cause", e);
        };
    }

    private Connection connect() throws SQLException {
        return administrator.dataSource(maintenanceDatabase).getConnection();
    }

    private static String checked(String name) {
        if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("'" + name
                    + "' is no name for a test database: lower-case letters, digits and underscores, at most 63");
        }
        return '"' + name + '"';
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
