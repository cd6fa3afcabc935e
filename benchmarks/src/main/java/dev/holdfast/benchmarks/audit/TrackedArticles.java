package dev.holdfast.benchmarks.audit;

import dev.holdfast.table.Column;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A contender's own table: articles of ordinary width, whose changes are kept. */
final class TrackedArticles extends Table {

    final OrderedColumn<Long> id = bigint("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<UUID> code = uuid("code");
    final TextColumn<String> title = text("title");
    final TextColumn<@Nullable String> summary = text("summary").nullable();
    final TextColumn<String> body = text("body");
    final OrderedColumn<Instant> publishedAt = timestamptz("published_at");
    final OrderedColumn<Integer> rating = integer("rating");
    final Column<Boolean> featured = bool("featured");
    final OrderedColumn<BigDecimal> price = numeric("price", 12, 2);

    TrackedArticles(String name) {
        super(name);
    }
}
