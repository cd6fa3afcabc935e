package dev.holdfast.benchmarks;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The benchmarks' tables: a tenant's rows of ordinary width, found by (tenant_id, id). */
final class Articles extends Table {

    /** Filled once, then only read. */
    static final Articles ARTICLES = new Articles("articles");

    /** Empty at the beginning of each iteration. */
    static final Articles INBOX = new Articles("inbox");

    final OrderedColumn<UUID> id = uuid("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<UUID> authorId = uuid("author_id");
    final TextColumn<String> title = text("title");
    final TextColumn<@Nullable String> summary = text("summary").nullable();
    final OrderedColumn<Integer> rating = integer("rating");
    final OrderedColumn<Instant> publishedAt = timestamptz("published_at");

    private Articles(String name) {
        super(name);
    }
}
