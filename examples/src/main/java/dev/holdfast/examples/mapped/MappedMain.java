package dev.holdfast.examples.mapped;

import static dev.holdfast.examples.mapped.Subscribers.SUBSCRIBERS;

import dev.holdfast.TenantScope;
import dev.holdfast.examples.mapped.Subscribers.Plan;
import dev.holdfast.examples.support.ExampleDatabase;
import dev.holdfast.table.Schema;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value class, a PostgreSQL enum, an interval, an address, and a generated column. */
public final class MappedMain {

    record SubscriberView(
            Email email,
            Plan plan,
            @Nullable Interval trial,
            @Nullable Inet address,
            String domain) {}

    private MappedMain() {}

    public static void main(String[] args) {
        try (var database = ExampleDatabase.with(Schema.of(SUBSCRIBERS))) {
            TenantScope acme = database.holdfast().tenant(ExampleDatabase.ACME);
            // region:mapped
            Email ann = new Email("ann@example.org");
            acme.insertInto(SUBSCRIBERS, row -> row.set(SUBSCRIBERS.email, ann)
                            .set(SUBSCRIBERS.trial, Interval.ofMonths(1))
                            .set(SUBSCRIBERS.address, Inet.of("192.0.2.1")))
                    .execute();
            SubscriberView found = acme.from(SUBSCRIBERS)
                    .where(SUBSCRIBERS.email.oneOf(List.of(ann)).and(SUBSCRIBERS.plan.eq(Plan.FREE)))
                    .mapTo(SubscriberView.class)
                    .one();
            // endregion:mapped
            System.out.println("Found " + found);
        }
    }
}
