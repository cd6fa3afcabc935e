package dev.holdfast.examples.mapped;

import dev.holdfast.table.Defaults;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Columns with types of your own, and types of PostgreSQL's. */
// region:table
final class Subscribers extends Table {

    enum Plan {
        FREE,
        PAID
    }

    static final Subscribers SUBSCRIBERS = new Subscribers();

    final OrderedColumn<UUID> id = uuid("id").primaryKey().defaultTo(Defaults.RANDOM_UUID);
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<Email> email = text("email").unique().mapped(Email::new, Email::value);
    final OrderedColumn<Plan> plan = pgEnum("plan", "plan", Plan.class).defaultTo(Plan.FREE);
    final OrderedColumn<@Nullable Interval> trial = interval("trial").nullable();
    final OrderedColumn<@Nullable Inet> address = inet("address").nullable();
    final TextColumn<String> domain = text("domain").generatedAs("split_part(email, '@', 2)");

    private Subscribers() {
        super("subscribers");
    }
}
// endregion:table
