package dev.holdfast.examples.support;

import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Runs a changelog as the owner of the database. */
final class Migrations {

    // Held, since java.util.logging keeps loggers only weakly. Liquibase tells each step at INFO.
    private static final Logger LOGGER = Logger.getLogger("liquibase");

    private Migrations() {}

    @SuppressWarnings("try") // Liquibase declares close() to throw anything
    static void run(TestDatabase database, String xml) throws Exception {
        LOGGER.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("holdfast-example");
        Path file = folder.resolve("changelog.xml");
        Files.writeString(file, xml, StandardCharsets.UTF_8);
        try (Connection owner = database.untrackedDataSource(Role.OWNER).getConnection();
                var files = new CompositeResourceAccessor(
                        new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(folder));
                Liquibase liquibase = new Liquibase("changelog.xml", files, new JdbcConnection(owner))) {
            liquibase.setChangeLogParameter("holdfast.appRole", database.user(Role.APPLICATION));
            if (database.has(Role.ACROSS_TENANTS)) {
                liquibase.setChangeLogParameter("holdfast.acrossRole", database.user(Role.ACROSS_TENANTS));
            }
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), () -> liquibase.update(new Contexts()));
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
