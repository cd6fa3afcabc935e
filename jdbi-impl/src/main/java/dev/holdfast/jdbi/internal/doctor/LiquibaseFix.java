package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.Rows.ForeignKeyRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Fixes that are changes of holdfast-liquibase, as XML to put into a change set. */
final class LiquibaseFix {

    private LiquibaseFix() {}

    /** For a table without any fence. */
    static String enableTenancy(Fenced table) {
        return change("holdfast:enableTenancy", tenancy(table));
    }

    /** For a table whose rows don't have a tenant yet. */
    static String enableTenancyForExistingRows(Fenced table) {
        Map<String, String> attributes = tenancy(table);
        attributes.put("existingRowsTenant", "…");
        return change("holdfast:enableTenancy", attributes);
    }

    private static Map<String, String> tenancy(Fenced table) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("schemaName", table.row().schema());
        attributes.put("tableName", table.row().name());
        attributes.put("tenantColumn", table.tenant());
        attributes.put(
                "tenantType",
                Objects.requireNonNull(table.declared().tenantKey()).type().castName());
        if (!table.appRole().equals("holdfast_app")) {
            attributes.put("appRole", table.appRole());
        }
        if (KeyChecks.hasTenantIndex(table)) {
            attributes.put("index", "false");
        }
        return attributes;
    }

    /** For a foreign key between these tables whose columns, without the tenants', are given. */
    static String tenantForeignKey(Fenced from, Fenced to, ForeignKeyRow key, List<ForeignKeyRow> columns) {
        Map<String, String> dropped = new LinkedHashMap<>();
        dropped.put("baseTableSchemaName", from.row().schema());
        dropped.put("baseTableName", from.row().name());
        dropped.put("constraintName", key.name());
        Map<String, String> added = new LinkedHashMap<>();
        added.put("baseTableSchemaName", from.row().schema());
        added.put("baseTableName", from.row().name());
        added.put(
                "baseColumnNames",
                names(columns.stream().map(ForeignKeyRow::fromColumn).toList()));
        added.put("referencedTableSchemaName", to.row().schema());
        added.put("referencedTableName", to.row().name());
        added.put(
                "referencedColumnNames",
                names(columns.stream().map(ForeignKeyRow::toColumn).toList()));
        added.put("constraintName", key.name());
        added.put("tenantColumn", from.tenant());
        added.put(
                "onDelete",
                switch (key.onDelete()) {
                    case "r" -> "restrict";
                    case "c" -> "cascade";
                    case "n" -> "set null";
                    default -> "no action";
                });
        return change("dropForeignKeyConstraint", dropped) + "\n" + change("holdfast:addTenantForeignKey", added);
    }

    private static String names(List<String> columns) {
        return String.join(", ", columns);
    }

    private static String change(String name, Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(a -> " " + a.getKey() + "=\""
                        + a.getValue().replace("&", "&amp;").replace("\"", "&quot;") + "\"")
                .collect(Collectors.joining("", "<" + name, "/>"));
    }
}
