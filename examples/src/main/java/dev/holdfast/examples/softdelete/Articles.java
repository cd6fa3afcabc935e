package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Authors.AUTHORS;
import static dev.holdfast.examples.softdelete.Sections.SECTIONS;

import dev.holdfast.table.Column;
import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;
import dev.holdfast.value.Interval;
import java.util.UUID;

/** What they write. */
// region:articles
public final class Articles extends Table implements SoftDeletable {

    public static final Articles ARTICLES = new Articles();

    public final OrderedColumn<UUID> id = uuid("id").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> authorId = uuid("author_id").references(AUTHORS.id, OnDelete.CASCADE);
    public final TextColumn<String> section = text("section").references(SECTIONS.code, OnDelete.RESTRICT);
    public final TextColumn<String> slug = text("slug").unique(); // among live rows
    public final TextColumn<String> title = text("title");
    public final Column<Boolean> disputed = bool("disputed").defaultTo(false);
    public final OrderedColumn<Long> version = bigint("version").version();

    private Articles() {
        super("articles");
    }

    @Override
    public String legalHold() {
        return "disputed"; // never purged, whoever asks
    }

    @Override
    public Interval purgeAfter() {
        return Interval.ofDays(30); // never purged before
    }
}
// endregion:articles
