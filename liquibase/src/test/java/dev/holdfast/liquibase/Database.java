package dev.holdfast.liquibase;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;

/** A database of its own, owned by the fixture's owner, and Liquibase on it. */
final class Database {
    /** Holdfast's own changelog. */
    static final String HOLDFAST = "dev/holdfast/liquibase/changelog.xml";

    private static final Path INLINE = temporary();

    // Held, since java.util.logging keeps loggers only weakly. At INFO there would be tens of thousands of lines.
    private static final Logger LOGGER = Logger.getLogger("liquibase");

    static {
        LOGGER.setLevel(Level.WARNING);
    }

    private final String name = Cluster.unique("db");
    private final Map<String, String> parameters = new TreeMap<>();
    private String migrator = Cluster.OWNER;

    private Database() {}

    static Database create() {
        return ownedBy(Cluster.OWNER);
    }

    /** A database that has Holdfast's own changelog: what includes it again runs its own change sets only, and sooner. */
    static Database withHoldfast() {
        return Prepared.HOLDFAST.copy();
    }

    static Database ownedBy(String owner) {
        return ownedBy(owner, "");
    }

    private static Database ownedBy(String owner, String template) {
        Database database = new Database();
        try (Session superuser = Cluster.superuser()) {
            superuser.run("create database " + database.name + " owner " + owner + template);
        }
        return database.as(owner);
    }

    /** Migrated once for the JVM. */
    private static final class Prepared {
        static final Database HOLDFAST = create().update(Database.HOLDFAST).sealed();
    }

    /** Closes it to connections, which would keep it from being copied. */
    Database sealed() {
        try (Session superuser = Cluster.superuser()) {
            superuser.run("alter database " + name + " allow_connections false");
        }
        return this;
    }

    /** Another database with all that this one has, which is sealed; sooner than to migrate it as well. */
    Database copy() {
        return ownedBy(Cluster.OWNER, " template " + name + " strategy file_copy");
    }

    /** Liquibase connects as this role from now on. */
    Database as(String role) {
        migrator = role;
        return this;
    }

    Database with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    String name() {
        return name;
    }

    Session session(String role) {
        return new Session(Cluster.connect(name, role));
    }

    Session app() {
        return session(Cluster.APP);
    }

    Session across() {
        return session(Cluster.ACROSS);
    }

    Session owner() {
        return session(Cluster.OWNER);
    }

    Database update(String changelog) {
        run(changelog, liquibase -> liquibase.update(new Contexts()));
        return this;
    }

    @SuppressWarnings("deprecation")
    String updateSql(String changelog) {
        StringWriter sql = new StringWriter();
        run(changelog, liquibase -> liquibase.update(new Contexts(), sql));
        return sql.toString();
    }

    Database rollback(String changelog, int changeSets) {
        run(changelog, liquibase -> liquibase.rollback(changeSets, ""));
        return this;
    }

    Database rollbackAll(String changelog) {
        try (Session superuser = session(Cluster.SUPERUSER)) {
            return rollback(
                    changelog, Integer.parseInt(superuser.one("select count(*) from public.databasechangelog")));
        }
    }

    String rollbackSql(String changelog, int changeSets) {
        StringWriter sql = new StringWriter();
        run(changelog, liquibase -> liquibase.rollback(changeSets, "", sql));
        return sql.toString();
    }

    DatabaseChangeLog parse(String changelog) {
        DatabaseChangeLog[] parsed = new DatabaseChangeLog[1];
        run(changelog, liquibase -> parsed[0] = liquibase.getDatabaseChangeLog());
        return parsed[0];
    }

    @SuppressWarnings("try") // Liquibase declares that close() throws Exception
    private void run(String changelog, Command command) {
        try (Connection connection = Cluster.connect(name, migrator);
                DirectoryResourceAccessor inline = new DirectoryResourceAccessor(INLINE);
                ClassLoaderResourceAccessor classPath = new ClassLoaderResourceAccessor();
                CompositeResourceAccessor files = new CompositeResourceAccessor(inline, classPath)) {
            liquibase.database.Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            @SuppressWarnings("resource") // would close the connection a second time
            Liquibase liquibase = new Liquibase(changelog, files, database);
            parameters.forEach(liquibase::setChangeLogParameter);
            command.with(liquibase);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new MigrationFailed(e);
        }
    }

    @FunctionalInterface
    private interface Command {
        void with(Liquibase liquibase) throws LiquibaseException;
    }

    /** What Liquibase threw, with the messages of all its causes in one. */
    static final class MigrationFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        MigrationFailed(Exception cause) {
            super(messages(cause), cause);
        }

        private static String messages(Throwable error) {
            StringBuilder messages = new StringBuilder();
            for (Throwable at = error; at != null; at = at.getCause()) {
                messages.append(at.getMessage()).append('\n');
            }
            return messages.toString();
        }
    }

    /** A changelog in a file of its own around some XML, after Holdfast's; gives the path to run it by. */
    static String xml(String changes) {
        return write("xml", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                        xmlns:holdfast="http://www.holdfast.dev/xml/ns/dbchangelog"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd
                            http://www.holdfast.dev/xml/ns/dbchangelog http://www.holdfast.dev/xml/ns/dbchangelog/holdfast.xsd">
                    <include file="dev/holdfast/liquibase/changelog.xml"/>
                %s
                </databaseChangeLog>
                """.formatted(changes));
    }

    /** One change set of that changelog. */
    static String changeSet(String id, String changes) {
        return "<changeSet id=\"" + id + "\" author=\"test\">" + changes + "</changeSet>\n";
    }

    static String sql(String sql) {
        return "<sql><![CDATA[" + sql + "]]></sql><rollback/>";
    }

    static String write(String extension, String text) {
        String file = Cluster.unique("inline") + "." + extension;
        try {
            Files.writeString(INLINE.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Puts other text into such a file, as an engineer would who edits a changelog. */
    static String rewrite(String file, String from, String to) {
        try {
            String text = Files.readString(INLINE.resolve(file));
            if (!text.contains(from)) {
                throw new IllegalArgumentException("no " + from + " in " + file);
            }
            Files.writeString(INLINE.resolve(file), text.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static Path temporary() {
        try {
            Path directory = Files.createTempDirectory("holdfast-changelogs");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
