package dev.holdfast.examples.json;

import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.JsonColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.table.Table;
import java.util.List;

/** Pages with a layout. */
// region:table
final class Pages extends Table {

    record Layout(String theme, List<Integer> widths) {}

    static final Pages PAGES = new Pages();

    final OrderedColumn<Long> id = bigint("id").identity().primaryKey();
    final OrderedColumn<Long> tenantId = bigint("tenant_id").tenantKey();
    final JsonColumn<Layout> layout = jsonb("layout", Layout.class);
    final ArrayColumn<List<String>> tags = array("tags", SqlTypes.TEXT);

    private Pages() {
        super("pages");
    }
}
// endregion:table
