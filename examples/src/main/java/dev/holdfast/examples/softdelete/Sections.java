package dev.holdfast.examples.softdelete;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.SoftDeletable;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** Where articles appear. */
public final class Sections extends Table implements SoftDeletable {

    public static final Sections SECTIONS = new Sections();

    public final TextColumn<String> code = text("code").primaryKey();
    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();

    private Sections() {
        super("sections");
    }
}
