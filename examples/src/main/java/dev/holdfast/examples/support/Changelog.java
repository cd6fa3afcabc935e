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
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Runs a changelog as the owner of the database. */
final class Changelog {

    // Held, since java.util.logging keeps loggers only weakly. Liquibase tells each step at INFO.
    private static final Logger LOGGER = Logger.getLogger("liquibase");

    private Changelog() {}

    private interface Command {
        void on(Liquibase liquibase) throws LiquibaseException;
    }

    static void run(TestDatabase database, String xml) throws Exception {
        with(database, xml, liquibase -> liquibase.update(new Contexts()));
    }

    static void rollback(TestDatabase database, String xml, int changeSets) throws Exception {
        with(database, xml, liquibase -> liquibase.rollback(changeSets, new Contexts(), new LabelExpression()));
    }

    @SuppressWarnings("try") // Liquibase declares close() to throw anything
    private static void with(TestDatabase database, String xml, Command command) throws Exception {
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
            Scope.child(Map.of(Scope.Attr.ui.name(), new LoggerUIService()), () -> command.on(liquibase));
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
