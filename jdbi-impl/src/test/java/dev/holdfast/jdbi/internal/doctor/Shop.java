package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.JsonColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.testkit.DatabaseTemplate;
import dev.holdfast.testkit.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import org.jspecify.annotations.Nullable;

/** A healthy database: the tables of a shop, made by the changelog that their schema prints. */
public final class Shop implements DatabaseTemplate {

    static final Customers CUSTOMERS = new Customers();
    static final Orders ORDERS = new Orders();
    static final Currencies CURRENCIES = new Currencies();
    public static final Schema SCHEMA = Schema.of(CUSTOMERS, ORDERS, CURRENCIES);

    public enum State {
        OPEN,
        PAID
    }

    public static final class Customers extends Table {
        final OrderedColumn<UUID> id = uuid("id").primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final TextColumn<String> email = varchar("email", 200).unique();
        final OrderedColumn<Instant> createdAt = timestamptz("created_at").createdStamp();
        final OrderedColumn<Long> version = bigint("version").version();

        private Customers() {
            super("customers");
        }
    }

    public static final class Orders extends Table {
        final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
        final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
        final OrderedColumn<@Nullable UUID> customerId =
                uuid("customer_id").references(CUSTOMERS.id).nullable();
        final TextColumn<String> title = text("title");
        final OrderedColumn<BigDecimal> total = numeric("total", 10, 2).defaultTo(BigDecimal.ZERO);
        final OrderedColumn<State> state = pgEnum("state", "order_state", State.class);
        final ArrayColumn<List<@Nullable String>> tags = array("tags", SqlTypes.TEXT);
        final JsonColumn<Map> extra = jsonb("extra", Map.class);
        final OrderedColumn<Integer> length = integer("length").generatedAs("length(title)");
        final Column<Boolean> gift = bool("gift").defaultTo(false);

        private Orders() {
            super("public.orders");
            index(title);
            index(customerId);
        }
    }

    /** Belongs to no tenant. */
    public static final class Currencies extends Table {
        final TextColumn<String> code = text("code").primaryKey();
        final TextColumn<@Nullable String> name = text("name").nullable();

        private Currencies() {
            super("currencies");
        }
    }

    @Override
    public void prepare(TestDatabase database) throws Exception {
        migrate(database, Changelog.of(SCHEMA, "shop").toXml());
    }

    /** Runs change sets behind Holdfast's own changelog. */
    public static void change(TestDatabase database, String changes) throws Exception {
        String changelog = Changelog.of(SCHEMA, "shop").toXml();
        migrate(
                database,
                changelog.substring(0, changelog.indexOf("<changeSet")) + "<changeSet id=\"" + UUID.randomUUID()
                        + "\" author=\"doctor\">" + changes + "</changeSet></databaseChangeLog>");
    }

    private static void migrate(TestDatabase database, String changelog) throws Exception {
        Path folder = Files.createTempDirectory("shop");
        Path file = Files.writeString(folder.resolve(UUID.randomUUID() + ".xml"), changelog);
        try (Connection owner = database.ownerDataSource().getConnection();
                var files = new CompositeResourceAccessor(
                        new ClassLoaderResourceAccessor(), new DirectoryResourceAccessor(folder));
                var liquibase = new Liquibase(file.getFileName().toString(), files, new JdbcConnection(owner))) {
            synchronized (Press.class) { // as Press.migrate
                liquibase.update(new Contexts());
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    public static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
