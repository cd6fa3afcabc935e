package dev.holdfast.examples.migrations;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

/** The tables' changelog is printed to a file, and Liquibase runs it, with what came later, as the owner. */
public final class MigrationsMain {

    private static final String MASTER = "dev/holdfast/examples/migrations/master.xml";

    // Held, since java.util.logging keeps loggers only weakly. Liquibase tells each step at INFO.
    private static final Logger LOGGER = Logger.getLogger("liquibase");
    private static final Map<String, Object> QUIET = Map.of(Scope.Attr.ui.name(), new LoggerUIService());

    private MigrationsMain() {}

    // region:migrations
    /** Run once, while developing. The file is a resource of the application, and under version control. */
    static void print(Path resources) throws IOException {
        Path file = resources.resolve("db/shop.xml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, Changelog.of(Shop.SCHEMA, "shop").toXml());
    }

    /** Run at each deployment, as the owner of the tables, before the application starts. */
    static void migrate(DataSource owner, ResourceAccessor resources, Map<String, String> roles) throws Exception {
        try (Connection connection = owner.getConnection();
                Liquibase liquibase = new Liquibase(MASTER, resources, new JdbcConnection(connection))) {
            roles.forEach(liquibase::setChangeLogParameter); // such as "holdfast.appRole" → "shop_app"
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            liquibase.update(new Contexts());
        }
    }
    // endregion:migrations

    public static void main(String[] args) throws Exception {
        LOGGER.setLevel(Level.WARNING);
        Path resources = Files.createTempDirectory("holdfast-example"); // stands for src/main/resources
        print(resources);
        String name = "holdfast_migrations_" + ProcessHandle.current().pid();
        try (TestDatabase database = ExampleDatabase.server().createDatabase(name);
                var files = new CompositeResourceAccessor(
                        new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(resources))) {
            DataSource owner = database.untrackedDataSource(Role.OWNER);
            for (int deployment = 1; deployment <= 2; deployment++) { // the second one finds nothing to do
                Scope.child(QUIET, () -> migrate(owner, files, roles(database)));
            }
            JdbiHoldfast holdfast = JdbiHoldfast.builder(database.untrackedDataSource(Role.APPLICATION))
                    .schema(Shop.SCHEMA)
                    .build();
            System.out.println("The doctor: " + holdfast.doctor());
            int nicknames = holdfast.tenant(1L)
                    .withHandle(handle -> handle.select("select count(nickname) from customers")
                            .mapTo(Integer.class)
                            .one());
            System.out.println("Customers with a nickname: " + nicknames);
        } finally {
            Files.delete(resources.resolve("db/shop.xml"));
            Files.delete(resources.resolve("db"));
            Files.delete(resources);
        }
    }

    private static Map<String, String> roles(TestDatabase database) {
        Map<String, String> roles = new HashMap<>();
        roles.put("holdfast.appRole", database.user(Role.APPLICATION));
        if (database.has(Role.ACROSS_TENANTS)) {
            roles.put("holdfast.acrossRole", database.user(Role.ACROSS_TENANTS));
        }
        return roles;
    }
}
