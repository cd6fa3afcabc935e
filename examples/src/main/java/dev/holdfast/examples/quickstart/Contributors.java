package dev.holdfast.examples.quickstart;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** What projections make of the authors' events: commits and thanks of each, by the stream's id. */
final class Contributors extends Table {

    static final Contributors CONTRIBUTORS = new Contributors("contributors");
    static final Contributors CONTRIBUTORS_2 = new Contributors("contributors_2");

    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final TextColumn<String> author = text("author").primaryKey();
    final OrderedColumn<Long> commits = bigint("commits");
    final OrderedColumn<Long> thanks = bigint("thanks");

    private Contributors(String name) {
        super(name);
    }
}
