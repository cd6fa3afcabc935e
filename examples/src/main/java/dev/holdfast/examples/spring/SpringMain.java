package dev.holdfast.examples.spring;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.jdbi.JdbiHoldfast;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Holdfast's statements join the transaction that Spring has begun, and leave its end to Spring. */
public final class SpringMain {

    private SpringMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            DataSource pool = database.pool();
            // region:spring
            JdbiHoldfast holdfast = JdbiHoldfast.builder(new TransactionAwareDataSourceProxy(pool))
                    .schema(Shop.SCHEMA)
                    .joinTransactionsWhen(TransactionSynchronizationManager::isActualTransactionActive)
                    .build();
            // endregion:spring
            TenantScope acme = holdfast.tenant(ExampleDatabase.ACME);
            var transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
            transactions.executeWithoutResult(status -> Shop.customer(acme, "Ann"));
            transactions.executeWithoutResult(status -> {
                Shop.customer(acme, "Bob");
                System.out.println("Inside: " + acme.from(CUSTOMERS).count());
                status.setRollbackOnly();
            });
            System.out.println(
                    "After Spring's rollback: " + acme.from(CUSTOMERS).count());
        }
    }
}
