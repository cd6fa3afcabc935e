package dev.holdfast.examples.tables;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;
import static dev.holdfast.examples.shop.Orders.ORDERS;
import static dev.holdfast.expression.Expressions.coalesce;
import static dev.holdfast.expression.Expressions.count;
import static dev.holdfast.expression.Expressions.exists;
import static dev.holdfast.expression.Expressions.lower;
import static dev.holdfast.expression.Expressions.notExists;
import static dev.holdfast.expression.Expressions.row;
import static dev.holdfast.expression.Expressions.sum;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.shop.Status;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.expression.Condition;
import dev.holdfast.query.Cte;
import dev.holdfast.query.Row;
import dev.holdfast.query.Select;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Reading and changing rows: conditions, joins, groups, subqueries, common table expressions, unions. */
public final class TablesMain {

    // region:records
    record OrderView(long id, String item, CustomerView customer) {}

    record CustomerView(String name, String email) {}
    // endregion:records

    private TablesMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            UUID ann = Shop.customer(acme, "Ann");
            UUID bob = Shop.customer(acme, "Bob");
            Shop.customer(acme, "Cy");
            Shop.orders(acme, ann, 4);
            Shop.orders(acme, bob, 2);
            conditions(acme);
            joins(acme);
            groups(acme);
            nestedQueries(acme);
            changes(acme, bob);
            System.out.println("Without a database: "
                    + Select.from(CUSTOMERS)
                            .where(CUSTOMERS.name.startsWith("A"))
                            .toSql());
        }
    }

    private static void conditions(TenantScope acme) {
        // region:conditions
        Condition large = ORDERS.cents.ge(3000).and(ORDERS.status.oneOf(List.of(Status.OPEN, Status.PAID)));
        Condition unpaid =
                ORDERS.paidAt.isNull().or(ORDERS.status.ne(Status.PAID).not());
        Condition later = row(ORDERS.placedOn, ORDERS.id).gt(LocalDate.of(2026, 1, 2), 1L);
        List<Row> rows = acme.from(ORDERS)
                .where(large)
                .where(unpaid.and(later))
                .orderBy(ORDERS.paidAt.asc().nullsFirst(), ORDERS.id.desc())
                .limit(10)
                .list();
        // endregion:conditions
        System.out.println("Large, unpaid and later: "
                + rows.stream().map(r -> r.get(ORDERS.item)).toList());
        // region:three-values
        long withPhone = acme.from(CUSTOMERS).where(CUSTOMERS.phone.ne("112")).count(); // NULL <> '112' isn't true
        long all = acme.from(CUSTOMERS)
                .where(CUSTOMERS.phone.isDistinctFrom("112"))
                .count();
        // endregion:three-values
        System.out.println("Another phone number: " + withPhone + " by <>, " + all + " by is distinct from");
    }

    private static void joins(TenantScope acme) {
        // region:join
        var customer = CUSTOMERS.alias("customer"); // the name of the record's component
        List<OrderView> orders = acme.from(ORDERS)
                .join(customer, customer.of(CUSTOMERS.id).eq(ORDERS.customerId))
                .where(lower(customer.of(CUSTOMERS.name)).eq("ann"))
                .orderBy(ORDERS.id.asc())
                .mapTo(OrderView.class)
                .list();
        // endregion:join
        System.out.println("Nested record: " + orders.get(0));
        // region:left-join
        List<String> lines = acme.from(CUSTOMERS)
                .leftJoin(ORDERS, ORDERS.customerId.eq(CUSTOMERS.id))
                .where(CUSTOMERS.name.eq("Cy"))
                .map(r -> r.get(CUSTOMERS.name) + " ordered " + r.getOrNull(ORDERS.item)) // get would refuse the NULL
                .list();
        // endregion:left-join
        System.out.println("Outer side: " + lines);
    }

    private static void groups(TenantScope acme) {
        // region:groups
        var orders = count().named("orders");
        var total = sum(ORDERS.cents).named("total");
        List<String> totals = acme.from(ORDERS)
                .join(CUSTOMERS, CUSTOMERS.id.eq(ORDERS.customerId))
                .select(CUSTOMERS.name, orders, total)
                .groupBy(CUSTOMERS.name)
                .having(count().gt(1L))
                .orderBy(CUSTOMERS.name.asc())
                .map(r -> r.get(CUSTOMERS.name) + " " + r.get(orders) + " " + r.get(total))
                .list();
        // endregion:groups
        System.out.println("Totals: " + totals);
    }

    private static void nestedQueries(TenantScope acme) {
        // region:cte
        Cte big = Cte.of("big", Select.from(ORDERS).where(ORDERS.cents.gt(2000)));
        List<String> items = acme.from(big)
                .orderBy(big.of(ORDERS.item).asc())
                .values(big.of(ORDERS.item))
                .list();
        // endregion:cte
        // region:subqueries
        Select theirs = Select.from(ORDERS).where(ORDERS.customerId.eq(CUSTOMERS.id));
        long buyers = acme.from(CUSTOMERS).where(exists(theirs)).count();
        long sameBuyers = acme.from(CUSTOMERS)
                .where(CUSTOMERS.id.oneOf(Select.from(ORDERS).values(ORDERS.customerId)))
                .count();
        List<String> names = acme.from(CUSTOMERS)
                .select(CUSTOMERS.name)
                .union(Select.from(ORDERS).select(ORDERS.item))
                .map(r -> r.get(CUSTOMERS.name))
                .list();
        // endregion:subqueries
        // region:inner-alias
        var other = ORDERS.alias("other");
        Select dearer = Select.from(other)
                .where(other.of(ORDERS.customerId).eq(ORDERS.customerId))
                .where(other.of(ORDERS.cents).gt(ORDERS.cents));
        List<String> dearest = acme.from(ORDERS) // each customer's
                .where(notExists(dearer))
                .orderBy(ORDERS.item.asc())
                .values(ORDERS.item)
                .list();
        // endregion:inner-alias
        System.out.println("Dearest of each customer: " + dearest);
        System.out.println("Common table expression: " + items);
        System.out.println("Buyers: " + buyers + " and " + sameBuyers + "; united: " + names.size());
    }

    private static void changes(TenantScope acme, UUID bob) {
        // region:update
        long paid = acme.update(ORDERS)
                .set(ORDERS.status, Status.PAID)
                .setTo(ORDERS.cents, coalesce(ORDERS.cents, 0))
                .where(ORDERS.customerId.eq(bob))
                .execute();
        List<Long> gone = acme.deleteFrom(ORDERS)
                .where(ORDERS.customerId.eq(bob))
                .returning(ORDERS.id)
                .map(r -> r.get(ORDERS.id))
                .list();
        acme.update(ORDERS).set(ORDERS.status, Status.CANCELLED).everyRow().execute(); // of this tenant
        // endregion:update
        BigDecimal left = acme.from(ORDERS).values(sum(ORDERS.cents)).one();
        System.out.println("Paid " + paid + ", deleted " + gone.size() + ", left " + left);
    }
}
