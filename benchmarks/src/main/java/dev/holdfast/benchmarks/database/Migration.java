package dev.holdfast.benchmarks.database;

import dev.holdfast.changelog.Changelog;
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
public final class Migration {

    private static final String CHANGES = """
            <databaseChangeLog
                    xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:holdfast="http://www.holdfast.dev/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd
                        http://www.holdfast.dev/xml/ns/dbchangelog
                        http://www.holdfast.dev/xml/ns/dbchangelog/holdfast.xsd">
                <property name="holdfast.tenantType" value="bigint"/>
                <include file="dev/holdfast/liquibase/parameters.xml"/>
                <changeSet id="%s" author="benchmarks">
                    %s
                </changeSet>
            </databaseChangeLog>
            """;

    private Migration() {}

    /**
     * Runs the changelog.
     *
     * @param name a name of its own, since Liquibase takes one that it has run before for up to date
     */
    public static void run(DataSource owner, String name, Schema schema) throws Exception {
        run(owner, name, Changelog.of(schema, "benchmarks").toXml());
    }

    /**
     * Runs Holdfast's changes, one change set.
     *
     * @param name as above
     * @param changes XML, such as {@code <holdfast:enableTenancy tableName="notes"/>}
     */
    public static void runChanges(DataSource owner, String name, String changes) throws Exception {
        run(owner, name, CHANGES.formatted(name, changes));
    }

    private static void run(DataSource owner, String name, String changelog) throws Exception {
        Logger log = Logger.getLogger("liquibase");
        log.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("holdfast-benchmarks");
        String file = name + ".xml";
        Files.writeString(folder.resolve(file), changelog, StandardCharsets.UTF_8);
        try (Connection connection = owner.getConnection()) {
            Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> update(folder, file, connection));
        } finally {
            Files.delete(folder.resolve(file));
            Files.delete(folder);
        }
    }

    private static void update(Path folder, String file, Connection connection) throws Exception {
        try (var files = new CompositeResourceAccessor(
                        new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(folder));
                Liquibase liquibase = new Liquibase(file, files, new JdbcConnection(connection))) {
            liquibase.update(new Contexts());
        }
    }
}
