package dev.holdfast.examples.sqlobjects;

import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.HoldfastPlugin;
import dev.holdfast.jdbi.JdbiTenantScope;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;

/** SqlObjects and handles of JDBI beside the DSL, in one transaction, under one tenant. */
public final class SqlObjectsMain {

    private SqlObjectsMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            JdbiTenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            JdbiTenantScope globex = database.holdfast().tenant(ExampleDatabase.GLOBEX);
            Shop.orders(acme, Shop.customer(acme, "Ann"), 6);
            // region:scope
            var totals = acme.withSqlObject(OrderDao.class, OrderDao::totals);
            int ofAnother = globex.withSqlObject(OrderDao.class, dao -> dao.raise("lamp", 1));
            // endregion:scope
            System.out.println("Totals: " + totals);
            System.out.println("Raised by the other tenant: " + ofAnother);
            // region:transaction
            long sum = acme.inTransaction(tx -> {
                tx.update(ORDERS).set(ORDERS.cents, 100).everyRow().execute();
                tx.attach(OrderDao.class).raise("lamp", 11);
                return tx.from(ORDERS).where(ORDERS.cents.gt(100)).count();
            });
            // endregion:transaction
            System.out.println("Raised in one transaction with the DSL: " + sum);
            // region:handle
            String actor = acme.actor("user-7")
                    .withHandle(handle -> handle.select("select current_setting('holdfast.actor', true)")
                            .mapTo(String.class)
                            .one());
            // endregion:handle
            System.out.println("The actor, as SQL sees it: " + actor);
            // region:context
            JdbiTenantScope job = acme.actor("importer")
                    .because("price list of May")
                    .requestId("r-17")
                    .metadata("file", "prices.csv")
                    .metadata("line", "7");
            String metadata = job.withHandle(
                    handle -> handle.select("select current_setting('holdfast.metadata', true)::jsonb ->> 'file'")
                            .mapTo(String.class)
                            .one());
            // endregion:context
            System.out.println("Of the metadata, as SQL sees it: " + metadata);
            System.out.println("In somebody else's transaction: " + joined(database.pool(), acme));
        }
    }

    private static long joined(DataSource dataSource, JdbiTenantScope acme) {
        // region:joining
        Jdbi jdbi = Jdbi.create(dataSource)
                .installPlugin(new PostgresPlugin())
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new HoldfastPlugin());
        return jdbi.inTransaction(
                handle -> acme.joining(handle, tx -> tx.from(ORDERS).count()));
        // endregion:joining
    }
}
