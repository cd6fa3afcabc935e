package dev.holdfast.examples.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.changelog.Changelog;
import dev.holdfast.crypto.Encryption;
import dev.holdfast.event.EventSettings;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.projection.ProjectionSettings;
import dev.holdfast.table.Schema;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database of an example's own, dropped when closed: the tables of a schema, two tenants, a pool and a Holdfast over
 * it. PostgreSQL is embedded, or the one that {@code HOLDFAST_JDBC_URL} and {@code HOLDFAST_OWNER_JDBC_URL} name.
 */
public final class ExampleDatabase implements AutoCloseable {

    /** The tenant that most of the rows belong to. */
    public static final long ACME = 1;
    /** The tenant beside it. */
    public static final long GLOBEX = 2;

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final JdbiHoldfast holdfast;

    private ExampleDatabase(TestDatabase database, HikariDataSource pool, JdbiHoldfast holdfast) {
        this.database = database;
        this.pool = pool;
        this.holdfast = holdfast;
    }

    /** Starts the server, once for the JVM. It stops with the JVM. */
    public static PostgresServer server() {
        return Server.RUNNING;
    }

    /** A database with the tables of the schema, made by the changelog that the schema prints. */
    public static ExampleDatabase with(Schema schema) {
        return with(schema, Changelog.of(schema, "examples").toXml());
    }

    /** The same, with encrypted columns. */
    public static ExampleDatabase with(Schema schema, Encryption encryption) {
        return with(schema, encryption, null);
    }

    /** The same, with an event store; each may be null for none. */
    public static ExampleDatabase with(Schema schema, @Nullable Encryption encryption, @Nullable EventSettings events) {
        return with(schema, Changelog.of(schema, "examples").toXml(), encryption, events);
    }

    /** A database made by a changelog of your own. */
    public static ExampleDatabase with(Schema schema, String changelog) {
        return with(schema, changelog, null, null);
    }

    private static ExampleDatabase with(
            Schema schema, String changelog, @Nullable Encryption encryption, @Nullable EventSettings events) {
        TestDatabase database = server().createDatabase(Server.nextName());
        try {
            prepare(database, changelog);
            HikariDataSource pool = pool(database);
            return new ExampleDatabase(database, pool, holdfast(schema, database, pool, encryption, events));
        } catch (Exception e) {
            database.close();
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        }
    }

    /** Runs a changelog in an empty database, and registers the two tenants. */
    public static void prepare(TestDatabase database, String changelog) throws Exception {
        Migrations.run(database, changelog);
        registerTenants(database);
    }

    private static HikariDataSource pool(TestDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.untrackedDataSource(Role.APPLICATION));
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private static JdbiHoldfast holdfast(
            Schema schema,
            TestDatabase database,
            DataSource pool,
            @Nullable Encryption encryption,
            @Nullable EventSettings events) {
        var builder = JdbiHoldfast.builder(pool).schema(schema).json(new Jackson3Json());
        if (encryption != null) {
            builder.encryption(encryption);
        }
        if (events != null) {
            builder.events(events);
        }
        if (database.has(Role.ACROSS_TENANTS)) {
            builder.acrossTenants(database.untrackedDataSource(Role.ACROSS_TENANTS));
        }
        return builder.build();
    }

    private static void registerTenants(TestDatabase database) throws SQLException {
        if (database.has(Role.ACROSS_TENANTS)) {
            var tenants = holdfast(Schema.of(), database, database.untrackedDataSource(Role.APPLICATION), null, null)
                    .acrossTenants("example: register tenants")
                    .tenants();
            tenants.create(ACME, "Acme");
            tenants.create(GLOBEX, "Globex");
            return;
        }
        // Two URLs were given and neither is that of the role across tenants: the owner does it, past its own fence.
        try (Connection owner = database.untrackedDataSource(Role.OWNER).getConnection();
                Statement statement = owner.createStatement();
                PreparedStatement insert =
                        owner.prepareStatement("insert into holdfast.tenants (id, name) values (?, ?), (?, ?)")) {
            owner.setAutoCommit(false);
            statement.execute("alter table holdfast.tenants no force row level security");
            insert.setLong(1, ACME);
            insert.setString(2, "Acme");
            insert.setLong(3, GLOBEX);
            insert.setString(4, "Globex");
            insert.execute();
            statement.execute("alter table holdfast.tenants force row level security");
            owner.commit();
        }
    }

    /** Holdfast over the pool of the application's role. */
    public JdbiHoldfast holdfast() {
        return holdfast;
    }

    /** A second node of the application: other declarations or another encryption, on the same database. */
    public JdbiHoldfast node(Schema schema, Encryption encryption) {
        return holdfast(schema, database, pool, encryption, null);
    }

    /** A second node that reads events in another way: a newer release, on the same database. */
    public JdbiHoldfast node(EventSettings events) {
        return holdfast(Schema.of(), database, pool, null, events);
    }

    /** A node that makes read models of events, on the same database. */
    public JdbiHoldfast node(Schema schema, EventSettings events, ProjectionSettings projections) {
        DataSource everybody = database.untrackedDataSource(Role.ACROSS_TENANTS);
        // region:projections
        return JdbiHoldfast.builder(pool)
                .schema(schema)
                .json(new Jackson3Json())
                .events(events)
                .acrossTenants(everybody)
                .projections(projections) // ProjectionSettings.with(scans())
                .build();
        // endregion:projections
    }

    /** Runs another changelog on the same database, as a later release does. */
    public void migrate(String changelog) throws Exception {
        Migrations.run(database, changelog);
    }

    /** The pool of the application's role. */
    public DataSource pool() {
        return pool;
    }

    /** The database itself, with its other roles. */
    public TestDatabase database() {
        return database;
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }
}
