package dev.holdfast.benchmarks.history;

import static dev.holdfast.benchmarks.history.PastAuthors.PAST_AUTHORS;

import dev.holdfast.table.Historical;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** Articles of ordinary width, whose every state is kept. */
final class PastArticles extends Table implements SoftDeletable, Historical {

    static final PastArticles PAST_ARTICLES = new PastArticles();

    final OrderedColumn<Long> id = bigint("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final OrderedColumn<Long> authorId = bigint("author_id").references(PAST_AUTHORS.id);
    final TextColumn<String> title = text("title");
    final TextColumn<String> body = text("body");
    final OrderedColumn<Integer> rank = integer("rank");

    private PastArticles() {
        super("past_articles");
        index(rank, id);
    }
}
