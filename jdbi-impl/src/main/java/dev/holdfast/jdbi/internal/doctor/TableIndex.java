package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.Rows.IndexRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An index with all the columns that it is searched by, at least one. */
record TableIndex(List<IndexRow> columns) {

    /** The indexes of one relation. */
    static List<TableIndex> of(List<IndexRow> rows) {
        Map<Long, List<IndexRow>> byOid = new LinkedHashMap<>();
        rows.forEach(row ->
                byOid.computeIfAbsent(row.oid(), oid -> new ArrayList<>()).add(row));
        return byOid.values().stream()
                .map(columns -> new TableIndex(List.copyOf(columns)))
                .toList();
    }

    /** What is the same for all columns. */
    IndexRow row() {
        return columns.get(0);
    }

    String sql() {
        return Identifiers.quoted(row().schema()) + "." + Identifiers.quoted(row().name());
    }

    boolean startsWith(int attnum) {
        return row().attnum() == attnum;
    }

    boolean contains(int attnum) {
        return columns.stream().anyMatch(column -> column.attnum() == attnum);
    }

    /** True for one that belongs to a constraint: primary key, unique, exclusion. */
    boolean isConstraint() {
        return row().constraintName() != null;
    }

    /** The columns behind the tenant's. */
    List<IndexRow> behind(int tenant) {
        return columns.stream().filter(column -> column.attnum() != tenant).toList();
    }
}
