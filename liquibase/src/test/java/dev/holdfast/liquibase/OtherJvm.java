package dev.holdfast.liquibase;

import dev.holdfast.liquibase.internal.HoldfastChange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.jspecify.annotations.Nullable;

/** Holdfast's changelog run by another JVM, in which Liquibase remembers nothing, and from a jar, as users have it. */
final class OtherJvm {

    /** What ended: its exit code, and what it printed. */
    record Ended(int code, String output) {}

    private OtherJvm() {}

    static Ended update(String database, String role, Map<String, String> parameters) {
        try {
            Path jar = Files.createTempFile("holdfast-liquibase", ".jar");
            try {
                return run(jar, database, role, parameters);
            } finally {
                Files.delete(jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Ended run(Path jar, String database, String role, Map<String, String> parameters)
            throws IOException, InterruptedException, URISyntaxException {
        Path classes = Path.of(HoldfastChange.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        pack(classes, jar);
        String separator = System.getProperty("path.separator");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(separator))
                .map(entry -> Path.of(entry).equals(classes) ? jar.toString() : entry)
                .collect(Collectors.joining(separator));
        if (!classPath.contains(jar.toString())) {
            throw new IllegalStateException("no " + classes + " in " + classPath);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // as surefire's own, in the parent's pom.xml
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                OtherJvm.class.getName(),
                Integer.toString(Cluster.port()),
                database,
                role));
        parameters.forEach((name, value) -> command.add(name + "=" + value));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                var found = Files.walk(classes)) {
            for (Path each : found.filter(path -> !path.equals(classes)).toList()) {
                String name = classes.relativize(each).toString().replace('\\', '/');
                out.putNextEntry(new ZipEntry(Files.isDirectory(each) ? name + "/" : name));
                if (Files.isRegularFile(each)) {
                    Files.copy(each, out);
                }
                out.closeEntry();
            }
        }
    }

    /** In the other JVM: the port, the database, the role, and parameters as name=value. */
    public static void main(String[] args) {
        @Nullable Exception failure = null;
        try (Connection connection = Cluster.connect(Integer.parseInt(args[0]), args[1], args[2]);
                ClassLoaderResourceAccessor files = new ClassLoaderResourceAccessor()) {
            @SuppressWarnings("resource") // would close the connection a second time
            Liquibase liquibase = new Liquibase(
                    Database.HOLDFAST,
                    files,
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
            for (String parameter : Arrays.asList(args).subList(3, args.length)) {
                liquibase.setChangeLogParameter(
                        parameter.substring(0, parameter.indexOf('=')),
                        parameter.substring(parameter.indexOf('=') + 1));
            }
            liquibase.update(new Contexts());
        } catch (Exception e) {
            failure = e;
        }
        if (failure != null) {
            System.out.println(new Database.MigrationFailed(failure).getMessage());
            System.exit(1);
        }
    }
}
