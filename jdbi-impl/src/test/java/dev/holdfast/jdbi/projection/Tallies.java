package dev.holdfast.jdbi.projection;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** The read model of the tests' projections: how many events, and which sum, by name. */
public final class Tallies extends Table {

    public static final Tallies TALLIES = new Tallies("tallies");
    public static final Tallies TALLIES_2 = new Tallies("tallies_2");

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> name = text("name").unique();
    public final OrderedColumn<Long> events = bigint("events");
    public final OrderedColumn<Long> total = bigint("total");

    private Tallies(String name) {
        super(name);
    }
}
