package dev.holdfast.benchmarks.history;

import dev.holdfast.table.Historical;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** Authors whose every state is kept. */
final class PastAuthors extends Table implements Historical {

    static final PastAuthors PAST_AUTHORS = new PastAuthors();

    final OrderedColumn<Long> id = bigint("id").primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> name = text("name");

    private PastAuthors() {
        super("past_authors");
    }
}
