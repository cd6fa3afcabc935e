package dev.holdfast.jdbi.attack;

import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PgBouncer in transaction mode before a database, as the application's role, with fewer connections to PostgreSQL than a
 * test has to it. There where {@code -Dholdfast.pgbouncer=PATH} names it, or it is on the path.
 */
public final class PgBouncer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);

    private final Process process;
    private final Path folder;
    private final String url;

    private PgBouncer(Process process, Path folder, String url) {
        this.process = process;
        this.folder = folder;
        this.url = url;
    }

    /** The program, where there is one. */
    public static Optional<Path> program() {
        @Nullable String named = System.getProperty("holdfast.pgbouncer");
        Stream<Path> places = named == null
                ? Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(Path::of),
                        Stream.of(Path.of("/usr/sbin")))
                : Stream.empty();
        return named == null
                ? places.map(place -> place.resolve("pgbouncer"))
                        .filter(Files::isExecutable)
                        .findFirst()
                : Optional.of(Path.of(named));
    }

    public static PgBouncer before(TestDatabase database, Path program) throws Exception {
        URI server = URI.create(database.url(Role.APPLICATION).substring("jdbc:".length()));
        int port = freePort();
        Path folder = Files.createTempDirectory("pgbouncer");
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "[databases]",
                        "* = host=" + server.getHost() + " port=" + server.getPort() + " user="
                                + database.user(Role.APPLICATION) + " password=" + database.password(Role.APPLICATION),
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + port,
                        "unix_socket_dir =",
                        "auth_type = any",
                        "pool_mode = transaction",
                        "default_pool_size = 3",
                        "ignore_startup_parameters = extra_float_digits",
                        ""));
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if ("root".equals(System.getProperty("user.name"))) { // which it refuses to run as
            command.addAll(List.of("-u", "nobody"));
            folder.toFile().setReadable(true, false);
            folder.toFile().setExecutable(true, false);
            settings.toFile().setReadable(true, false);
        }
        command.add(settings.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        PgBouncer bouncer = new PgBouncer(
                process, folder, "jdbc:postgresql://127.0.0.1:" + port + "/" + database.name() + "?user=x");
        bouncer.awaitPort(port);
        return bouncer;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort(int port) throws Exception {
        long until = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > until) {
                    String log = Files.readString(folder.resolve("log"));
                    close();
                    throw new IllegalStateException("PgBouncer doesn't answer: " + log, e);
                }
                Thread.sleep(20);
            }
        }
    }

    /** The database by it. */
    public String url() {
        return url;
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
