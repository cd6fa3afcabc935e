package dev.holdfast.examples.events;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** How far a reader has read, and what it made of that: here, how many scans it has seen. */
public final class Checkpoints extends Table {

    public static final Checkpoints CHECKPOINTS = new Checkpoints();

    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> reader = text("reader").primaryKey();
    public final TextColumn<String> checkpoint = text("checkpoint");
    public final OrderedColumn<Long> scans = bigint("scans");

    private Checkpoints() {
        super("checkpoints");
    }
}
