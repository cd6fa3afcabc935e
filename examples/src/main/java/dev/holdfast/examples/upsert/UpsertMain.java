package dev.holdfast.examples.upsert;

import static dev.holdfast.examples.shop.Customers.CUSTOMERS;

import dev.holdfast.TenantScope;
import dev.holdfast.error.UniqueViolationException;
import dev.holdfast.examples.shop.Shop;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.query.OnConflict;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Thousands of rows in one round trip, and what to do with those that are there already. */
public final class UpsertMain {

    record Person(String name, String email) {}

    private UpsertMain() {}

    public static void main(String[] args) {
        try (var database = Shop.open()) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            List<Person> people = IntStream.range(0, 10_000)
                    .mapToObj(i -> new Person("Person " + i, "p" + i + "@example.org"))
                    .toList();
            System.out.println("Inserted " + insert(acme, people));
            System.out.println("Again, doing nothing: " + insertMissing(acme, people));
            System.out.println("Again, updating: " + upsert(acme, people.subList(0, 3)));
            try {
                insert(acme, people.subList(0, 1));
            } catch (UniqueViolationException e) {
                System.out.println("Without onConflict: " + e.sqlState() + " by " + e.constraint());
            }
            TenantScope globex = database.holdfast().tenant(ExampleDatabase.GLOBEX);
            System.out.println("The other tenant may have the same addresses: " + insert(globex, people.subList(0, 2)));
        }
    }

    private static long insert(TenantScope scope, List<Person> people) {
        // region:bulk
        return scope.insertInto(CUSTOMERS)
                .rows(people, (row, person) -> row.set(CUSTOMERS.id, UUID.randomUUID())
                        .set(CUSTOMERS.name, person.name())
                        .set(CUSTOMERS.email, person.email()))
                .execute();
        // endregion:bulk
    }

    private static long insertMissing(TenantScope scope, List<Person> people) {
        return scope.insertInto(CUSTOMERS)
                .rows(people, (row, person) -> row.set(CUSTOMERS.id, UUID.randomUUID())
                        .set(CUSTOMERS.name, person.name())
                        .set(CUSTOMERS.email, person.email()))
                .onConflict(OnConflict.on(CUSTOMERS.email))
                .execute();
    }

    private static List<String> upsert(TenantScope scope, List<Person> people) {
        // region:upsert
        return scope.insertInto(CUSTOMERS)
                .rows(people, (row, person) -> row.set(CUSTOMERS.id, UUID.randomUUID())
                        .set(CUSTOMERS.name, person.name() + " the Second")
                        .set(CUSTOMERS.email, person.email()))
                .onConflict(OnConflict.on(CUSTOMERS.email).update(CUSTOMERS.name))
                .returning(CUSTOMERS.name, CUSTOMERS.version)
                .map(row -> row.get(CUSTOMERS.name) + " v" + row.get(CUSTOMERS.version))
                .list();
        // endregion:upsert
    }
}
