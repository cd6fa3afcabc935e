package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns that a soft-deletable table has for its deletions. */
final class SoftTables {

    /** The columns of a deletion, and their types as PostgreSQL prints them. */
    static final Map<String, String> COLUMNS = columns();

    private SoftTables() {}

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("deleted_at", "timestamp with time zone");
        columns.put("deleted_by", "text");
        columns.put("delete_reason", "text");
        columns.put("deletion_id", "uuid");
        columns.put("live", "boolean");
        return Collections.unmodifiableMap(columns);
    }

    /** True where PostgreSQL has all columns of a deletion. */
    static boolean isReady(ExaminedTable table) {
        return COLUMNS.keySet().stream().allMatch(name -> table.column(name).isPresent())
                && table.column("live").filter(SoftTables::isLive).isPresent();
    }

    /** True for the generated column that foreign keys to live rows refer to. */
    static boolean isLive(ColumnRow column) {
        return column.generated()
                && column.expression() != null
                && SqlScan.squeezed(column.expression())
                        .startsWith(SqlScan.squeezed("case when deleted_at is null then true"));
    }
}
