package dev.holdfast.benchmarks.database;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The benchmarks' tables: a tenant's rows of ordinary width, found by (tenant_id, id). */
public final class Articles extends Table {

    /** Filled once, then only read. */
    public static final Articles ARTICLES = new Articles("articles");

    /** Empty at the beginning of each iteration. */
    public static final Articles INBOX = new Articles("inbox");

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> authorId = uuid("author_id");
    public final TextColumn<String> title = text("title");
    public final TextColumn<@Nullable String> summary = text("summary").nullable();
    public final OrderedColumn<Integer> rating = integer("rating");
    public final OrderedColumn<Instant> publishedAt = timestamptz("published_at");

    private Articles(String name) {
        super(name);
    }
}
