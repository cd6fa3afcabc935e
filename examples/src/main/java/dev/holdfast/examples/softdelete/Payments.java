package dev.holdfast.examples.softdelete;

import static dev.holdfast.examples.softdelete.Authors.AUTHORS;

import dev.holdfast.table.OnDelete;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import java.util.UUID;

/** What an author was paid, which the books keep. */
public final class Payments extends Table {

    public static final Payments PAYMENTS = new Payments();

    public final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final OrderedColumn<UUID> authorId = uuid("author_id").references(AUTHORS.id, OnDelete.KEEP);
    public final OrderedColumn<Integer> cents = integer("cents");

    private Payments() {
        super("payments");
    }
}
