package dev.holdfast.benchmarks;

import dev.holdfast.table.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Creates tables as an application would: by the changelog that their schema prints. */
final class Migration {

    private Migration() {}

    static void run(DataSource owner, Schema schema) throws Exception {
        Logger log = Logger.getLogger("liquibase");
        log.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("holdfast-benchmarks");
        Path file = folder.resolve("tables.xml");
        Files.writeString(file, schema.toChangelog("benchmarks"), StandardCharsets.UTF_8);
        try (Connection connection = owner.getConnection()) {
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> update(folder, connection));
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static void update(Path folder, Connection connection) throws Exception {
        try (var files = new CompositeResourceAccessor(
                        new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(folder));
                Liquibase liquibase = new Liquibase("tables.xml", files, new JdbcConnection(connection))) {
            liquibase.update(new Contexts());
        }
    }
}
