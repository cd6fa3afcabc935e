package dev.holdfast.examples.values;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a meter told. */
// region:table
final class Readings extends Table {

    enum Quality {
        GOOD("good"),
        DOUBTFUL("doubtful");

        private final String label;

        Quality(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static final Readings READINGS = new Readings();

    final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<Instant> takenAt = timestamptz("taken_at");
    final OrderedColumn<BigDecimal> amount = numeric("amount", 10, 2);
    final OrderedColumn<Quality> quality = enumAsText("quality", Quality.class, Quality::label);
    final OrderedColumn<@Nullable Integer> meter = integer("meter").nullable();

    private Readings() {
        super("readings");
    }
}
// endregion:table
