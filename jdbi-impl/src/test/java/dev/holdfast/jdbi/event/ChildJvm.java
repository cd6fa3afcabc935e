package dev.holdfast.jdbi.event;

import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A JVM of its own with this one's class path, which is told where the database is. */
public final class ChildJvm {

    private ChildJvm() {}

    /** Starts a main class; what it prints, errors too, is in the process's output. */
    public static Process start(Class<?> main, String heap, TestDatabase database) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1", // as surefire's own, in the parent's pom.xml
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Role role : List.of(Role.APPLICATION, Role.ACROSS_TENANTS)) {
            command.addAll(List.of(database.url(role), database.user(role), database.password(role)));
        }
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** In the child: connections of the application's role. */
    public static DataSource application(String[] arguments) {
        return dataSource(arguments, 0);
    }

    /** In the child: connections of the role for work across tenants. */
    public static DataSource acrossTenants(String[] arguments) {
        return dataSource(arguments, 3);
    }

    private static DataSource dataSource(String[] arguments, int first) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(arguments[first]);
        dataSource.setUser(arguments[first + 1]);
        dataSource.setPassword(arguments[first + 2]);
        return dataSource;
    }
}
