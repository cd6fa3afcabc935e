package dev.holdfast.jdbi.table;

import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.UUID;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;

/** A changelog that goes up and down as the owner. */
final class Migration {

    private interface Step {
        void run(Liquibase liquibase) throws Exception;
    }

    private final TestDatabase database;
    private final String changelog;
    private final String name = UUID.randomUUID() + ".xml";

    Migration(TestDatabase database, String changelog) {
        this.database = database;
        this.changelog = changelog;
    }

    void up() throws Exception {
        run(liquibase -> liquibase.update(""));
    }

    /** Takes back the change sets of the changelog itself, and leaves those that it includes. */
    void down() throws Exception {
        int changeSets = changelog.split("<changeSet ", -1).length - 1;
        run(liquibase -> liquibase.rollback(changeSets, ""));
    }

    private void run(Step step) throws Exception {
        Path folder = Files.createTempDirectory("names");
        Path file = Files.writeString(folder.resolve(name), changelog, StandardCharsets.UTF_8);
        try (Connection owner = database.ownerDataSource().getConnection();
                var files = new CompositeResourceAccessor(
                        new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(folder));
                var liquibase = new Liquibase(name, files, new JdbcConnection(owner))) {
            synchronized (Press.class) { // as Press.migrate
                step.run(liquibase);
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
