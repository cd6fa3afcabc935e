package dev.holdfast.jdbi.event;

import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A standby of an embedded server of one's own: a copy of its files, as a base backup makes one, that recovers for ever; by the
 * copy alone, or following the server.
 */
public final class Standby implements AutoCloseable {

    private final Path data;
    private final String pgCtl;
    private final int port;

    private Standby(Path data, String pgCtl, int port) {
        this.data = data;
        this.pgCtl = pgCtl;
        this.port = port;
    }

    /** Has what the server had when it was copied. */
    public static Standby of(TestDatabase database) throws Exception {
        return of(database, "");
    }

    /** Has what the server has, as soon as it gets it. */
    public static Standby following(TestDatabase database) throws Exception {
        URI primary = URI.create(database.url(Role.SUPERUSER).substring("jdbc:".length()));
        return of(
                database,
                " -c primary_conninfo='host=" + primary.getHost() + " port=" + primary.getPort() + " user="
                        + database.user(Role.SUPERUSER) + " password=" + database.password(Role.SUPERUSER) + "'");
    }

    private static Standby of(TestDatabase database, String more) throws Exception {
        Path primary = Path.of(Objects.requireNonNull(Sql.one(database.superuserDataSource(), "show data_directory")));
        Path copy = Files.createTempDirectory("holdfast-standby");
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        try (Connection backup = database.superuserDataSource().getConnection();
                Statement statement = backup.createStatement()) {
            statement.execute("select pg_backup_start('standby', true)");
            copy(primary, copy);
            try (ResultSet label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                label.next();
                Files.writeString(copy.resolve("backup_label"), label.getString(1));
            }
            copy(primary.resolve("pg_wal"), copy.resolve("pg_wal")); // up to the end of the backup
        }
        Files.deleteIfExists(copy.resolve("postmaster.pid"));
        Files.createFile(copy.resolve("standby.signal"));
        String options = Files.readString(primary.resolve("postmaster.opts")).strip();
        Path server = Path.of(options.substring(0, options.indexOf(" \"")));
        try (ServerSocket free = new ServerSocket(0)) {
            Standby standby = new Standby(copy, server.resolveSibling("pg_ctl").toString(), free.getLocalPort());
            free.close();
            String connections = Sql.one(database.superuserDataSource(), "show max_connections"); // never fewer
            standby.run(
                    "start",
                    "-o",
                    "-p " + standby.port + " -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections="
                            + connections + more);
            return standby;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.exists(file)) { // some go while it is copied, as a backup has to bear
                    Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The same database and role there. */
    public DataSource dataSource(TestDatabase database, Role role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url(role).replaceFirst("(//[^:/]+):\\d+/", "$1:" + port + "/"));
        source.setUser(database.user(role));
        source.setPassword(database.password(role));
        return source;
    }

    private void run(String action, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) { // PostgreSQL refuses root
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(pgCtl, "-D", data.toString(), "-w", "-t", "60", action));
        command.addAll(List.of(more));
        Path log = data.resolve("standby.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }

    @Override
    public void close() throws Exception {
        run("stop", "-m", "immediate");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
