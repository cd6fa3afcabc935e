package dev.holdfast.examples.listener;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.sqlobjects.OrderDao;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.MicrometerListener;
import dev.holdfast.jdbi.Slf4jListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.YearMonth;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/** Each statement is told to listeners: those of the language and those of SqlObjects alike, without their values. */
public final class ListenersMain {

    private ListenersMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            MeterRegistry registry = new SimpleMeterRegistry();
            JdbiTenantScope acme = listenedTo(database.pool(), registry).tenant(ExampleDatabase.ACME);
            Shop.orders(acme, Shop.customer(acme, "Ann"), 6);
            acme.from(ORDERS).where(ORDERS.item.eq("lamp")).list();
            acme.useSqlObject(OrderDao.class, dao -> dao.raise("lamp", 1));
            try {
                Shop.customer(acme, "Ann");
            } catch (UniqueViolationException known) {
                System.out.println("Refused by " + known.constraint());
            }
            System.out.println("Selects measured: "
                    + registry.get(MicrometerListener.TIMER)
                            .tag("command", "select")
                            .timer()
                            .count());
            System.out.println("Customers: " + acme.from(CUSTOMERS).count());
            System.out.println("First order: " + firstMonth(database.pool()));
        }
    }

    private static JdbiHoldfast listenedTo(DataSource pool, MeterRegistry registry) {
        // region:listeners
        return JdbiHoldfast.builder(pool)
                .schema(Shop.SCHEMA)
                .listener(new Slf4jListener(LoggerFactory.getLogger("shop.sql")).warnFrom(Duration.ofMillis(200)))
                .listener(new MicrometerListener(registry))
                .listener(statement -> System.out.println("Sent: " + statement.sql()))
                .build();
        // endregion:listeners
    }

    private static YearMonth firstMonth(DataSource pool) {
        // region:configure
        JdbiHoldfast holdfast = JdbiHoldfast.builder(pool)
                .schema(Shop.SCHEMA)
                .configureJdbi(jdbi -> jdbi.registerColumnMapper(
                        YearMonth.class, (rows, column, context) -> YearMonth.parse(rows.getString(column))))
                .build();
        // endregion:configure
        return holdfast.tenant(ExampleDatabase.ACME)
                .withHandle(handle -> handle.select("select to_char(min(placed_on), 'YYYY-MM') from orders")
                        .mapTo(YearMonth.class)
                        .one());
    }
}
