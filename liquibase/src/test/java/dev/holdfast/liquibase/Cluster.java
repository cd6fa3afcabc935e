package dev.holdfast.liquibase;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for the JVM, with the three roles of the fixture. It stops with the JVM. */
final class Cluster {
    static final String OWNER = "holdfast_owner";
    static final String APP = "holdfast_app";
    static final String ACROSS = "holdfast_across";
    static final String SUPERUSER = "postgres";

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Cluster() {}

    private static final class Running {
        static final EmbeddedPostgres POSTGRES = start();
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .start();
            try (Session admin = new Session(connect(postgres.getPort(), "postgres", SUPERUSER))) {
                for (String role : new String[] {OWNER, APP, ACROSS}) {
                    admin.run("create role " + role + " login");
                }
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int port() {
        return Running.POSTGRES.getPort();
    }

    static Connection connect(String database, String role) {
        return connect(port(), database, role);
    }

    static Connection connect(int port, String database, String role) {
        try {
            return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, role, "");
        } catch (SQLException e) {
            throw new IllegalStateException("can't connect to " + database + " as " + role, e);
        }
    }

    /** A name that nothing else in this cluster has. */
    static String unique(String prefix) {
        return prefix + "_" + COUNTER.incrementAndGet();
    }

    static Session superuser() {
        return new Session(connect("postgres", SUPERUSER));
    }
}
