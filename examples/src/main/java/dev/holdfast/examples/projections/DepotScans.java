package dev.holdfast.examples.projections;

import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import dev.holdfast.table.TextColumn;

/** A read model: how often parcels were scanned, by depot. */
public final class DepotScans extends Table {

    public static final DepotScans DEPOT_SCANS = new DepotScans("depot_scans");
    /** That of the second version, which counts places in small letters. */
    public static final DepotScans DEPOT_SCANS_2 = new DepotScans("depot_scans_2");

    public final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    public final TextColumn<String> depot = text("depot").primaryKey();
    public final OrderedColumn<Long> scans = bigint("scans");

    private DepotScans(String name) {
        super(name);
    }
}
