package dev.holdfast.examples.transactions;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;

import dev.holdfast.Isolation;
import dev.holdfast.RetryPolicy;
import dev.holdfast.TenantScope;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.StaleVersionException;
import dev.holdfast.error.TransactionFailedException;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.shop.Status;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.query.Delete;
import dev.holdfast.query.Mutation;
import dev.holdfast.query.Update;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Transactions, savepoints, retries, row locks, optimistic locks, and a commit that throws where it must. */
public final class TransactionsMain {

    private TransactionsMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            UUID ann = Shop.customer(acme, "Ann");
            Shop.orders(acme, ann, 3);
            savepoint(acme, ann);
            swallowed(acme);
            options(acme, ann);
            queue(acme);
            together(acme, ann);
            lostUpdate(acme, ann);
        }
    }

    private static void savepoint(TenantScope acme, UUID ann) {
        // region:savepoint
        long orders = acme.inTransaction(tx -> {
            Shop.orders(tx, ann, 1);
            try {
                tx.useTransaction(inner -> Shop.customer(inner, "Ann")); // a savepoint
            } catch (UniqueViolationException known) {
                // only the inner work is undone, and the transaction goes on
            }
            return tx.from(ORDERS).count();
        });
        // endregion:savepoint
        System.out.println("Behind the savepoint: " + orders + " orders");
    }

    private static void swallowed(TenantScope acme) {
        try {
            acme.useTransaction(tx -> {
                try {
                    Shop.customer(tx, "Ann");
                } catch (UniqueViolationException swallowed) {
                    // without a savepoint the transaction is lost from here on
                }
            });
        } catch (TransactionFailedException e) {
            System.out.println("A swallowed error: the commit throws, " + e.sqlState());
        }
    }

    private static void options(TenantScope acme, UUID ann) {
        // region:options
        var options = TransactionOptions.defaults()
                .isolation(Isolation.SERIALIZABLE)
                .statementTimeout(Duration.ofSeconds(5))
                .lockTimeout(Duration.ofSeconds(1))
                .retry(RetryPolicy.attempts(5)); // 40001 and 40P01 run the work anew
        String stored = acme.actor("user-7").because("price check").inTransaction(options, tx -> {
            tx.update(ORDERS)
                    .set(ORDERS.cents, 1)
                    .where(ORDERS.customerId.eq(ann))
                    .execute();
            return "stored";
        });
        // endregion:options
        System.out.println("Serializable, with retries: " + stored);
    }

    private static void queue(TenantScope acme) {
        // region:queue
        List<Long> taken = acme.inTransaction(tx -> {
            List<Long> ids = tx.from(ORDERS)
                    .where(ORDERS.status.eq(Status.OPEN))
                    .orderBy(ORDERS.id.asc())
                    .limit(2)
                    .forUpdate()
                    .skipLocked()
                    .values(ORDERS.id)
                    .list();
            tx.update(ORDERS)
                    .set(ORDERS.status, Status.PAID)
                    .where(ORDERS.id.oneOf(ids))
                    .execute();
            return ids;
        });
        // endregion:queue
        System.out.println("Taken from the queue: " + taken.size());
    }

    private static void together(TenantScope acme, UUID ann) {
        // region:together
        List<Mutation> changes = List.of(
                Update.table(ORDERS).set(ORDERS.cents, 3).where(ORDERS.customerId.eq(ann)),
                Delete.from(ORDERS).where(ORDERS.status.eq(Status.PAID)));
        List<Long> counts = acme.inTransaction(tx -> tx.executeAll(changes)); // one round trip for both
        // endregion:together
        System.out.println("Sent together: " + counts);
    }

    private static void lostUpdate(TenantScope acme, UUID ann) {
        // region:version
        long read = acme.from(CUSTOMERS)
                .where(CUSTOMERS.id.eq(ann))
                .values(CUSTOMERS.version)
                .one();
        acme.update(CUSTOMERS)
                .set(CUSTOMERS.phone, "110")
                .where(CUSTOMERS.id.eq(ann))
                .atVersion(read)
                .expectOne();
        try {
            acme.update(CUSTOMERS)
                    .set(CUSTOMERS.phone, "112")
                    .where(CUSTOMERS.id.eq(ann))
                    .atVersion(read)
                    .expectOne();
        } catch (StaleVersionException e) {
            System.out.println("A lost update, refused: expected " + e.expected() + ", actual " + e.actual());
        }
        // endregion:version
    }
}
