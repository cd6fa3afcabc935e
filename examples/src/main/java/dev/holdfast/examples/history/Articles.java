package dev.holdfast.examples.history;

// region:articles
import static dev.holdfast.examples.history.Authors.AUTHORS;

import dev.holdfast.table.Historical;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import java.util.UUID;

public final class Articles extends Table implements SoftDeletable, Historical {

    public static final Articles ARTICLES = new Articles();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> authorId = uuid("author_id").references(AUTHORS.id);
    public final TextColumn<String> section = text("section");
    public final TextColumn<String> title = text("title");
    public final OrderedColumn<Integer> words = integer("words");

    private Articles() {
        super("articles");
    }
}
// endregion:articles
