package dev.holdfast.benchmarks.projection;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.Arrays;

/** The read model: how often an article was sold, and for how much. Each contender writes one of its own. */
final class Sales extends Table {

    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> article = text("article").primaryKey();
    final OrderedColumn<Long> sales = bigint("sales");
    final OrderedColumn<Long> cents = bigint("cents");

    private Sales(String name) {
        super(name);
    }

    static Schema schema(String... tables) {
        return Schema.of(Arrays.stream(tables).map(Sales::new).toArray(Sales[]::new));
    }

    /** Adds to rows of a table; {@code t} is what is there. */
    static String adding(String table, String rows) {
        return "insert into " + table + " as t (tenant_id, article, sales, cents) " + rows
                + " on conflict (tenant_id, article) do update"
                + " set sales = t.sales + excluded.sales, cents = t.cents + excluded.cents";
    }
}
