package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An index with all the columns that it is searched by.
 *
 * @param columns at least one
 */
public record TableIndex(IndexRow row, List<IndexColumnRow> columns) {

    /** The indexes of one relation. */
    public static List<TableIndex> of(List<IndexedRow> rows) {
        Map<IndexRow, List<IndexColumnRow>> byIndex = new LinkedHashMap<>();
        rows.forEach(row ->
                byIndex.computeIfAbsent(row.index(), index -> new ArrayList<>()).add(row.column()));
        List<TableIndex> indexes = new ArrayList<>();
        byIndex.forEach((index, columns) -> indexes.add(new TableIndex(index, List.copyOf(columns))));
        return List.copyOf(indexes);
    }

    public String sql() {
        return Identifiers.quoted(row.schema()) + "." + Identifiers.quoted(row.name());
    }

    public boolean startsWith(int attnum) {
        return columns.get(0).attnum() == attnum;
    }

    public boolean contains(int attnum) {
        return columns.stream().anyMatch(column -> column.attnum() == attnum);
    }

    /** True for one that belongs to a constraint: primary key, unique, exclusion. */
    public boolean isConstraint() {
        return row.constraintName() != null;
    }

    /** What it is and what it is called. */
    public String described() {
        return switch (String.valueOf(row.constraintKind())) {
            case "p" -> "primary key " + row.name();
            case "u" -> "unique constraint " + row.name();
            case "x" -> "exclusion constraint " + row.name();
            default -> "unique index " + row.name();
        };
    }

    /** The columns behind the tenant's. */
    public List<IndexColumnRow> behind(int tenant) {
        return columns.stream().filter(column -> column.attnum() != tenant).toList();
    }
}
