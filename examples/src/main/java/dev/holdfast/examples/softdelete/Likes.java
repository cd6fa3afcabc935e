package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Articles.ARTICLES;

import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

/** Who likes an article: not soft-deletable itself, and live while the article is. */
// region:likes
public final class Likes extends Table {

    public static final Likes LIKES = new Likes();

    public final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> articleId = uuid("article_id").references(ARTICLES.id, OnDelete.DERIVE);
    public final TextColumn<String> reader = text("reader");

    private Likes() {
        super("likes");
    }
}
// endregion:likes
