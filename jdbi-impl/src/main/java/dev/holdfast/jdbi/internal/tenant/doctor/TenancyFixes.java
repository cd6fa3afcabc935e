package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.changelog.Change;
import dev.holdfast.changelog.TenancyChanges;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ForeignKeyRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Fixes;
import java.util.List;
import java.util.stream.Collectors;

/** Fixes that are Liquibase changes of tenancy. */
final class TenancyFixes {

    private TenancyFixes() {}

    /** For a table without any fence. */
    static String enableTenancy(ExaminedTable table) {
        return tenancy(table).toXmlFragment();
    }

    /** For a table whose rows don't have a tenant yet. */
    static String enableTenancyForExistingRows(ExaminedTable table) {
        return tenancy(table).with("existingRowsTenant", "…").toXmlFragment();
    }

    private static Change tenancy(ExaminedTable table) {
        return Fixes.withAppRole(TenancyChanges.enableTenancy(table.declared()), table)
                .with("index", KeyChecks.hasTenantIndex(table) ? "false" : null);
    }

    /** For a foreign key between these tables whose columns, without the tenants', are given. */
    static String tenantForeignKey(
            ExaminedTable from, ExaminedTable to, ForeignKeyRow key, List<ForeignKeyRow> columns) {
        Change change = Fixes.between(TenancyChanges.addTenantForeignKey(from.declared(), to.declared()), from, to)
                .with(
                        "baseColumnNames",
                        columns.stream().map(ForeignKeyRow::fromColumn).collect(Collectors.joining(", ")))
                .with(
                        "referencedColumnNames",
                        columns.stream().map(ForeignKeyRow::toColumn).collect(Collectors.joining(", ")))
                .with("constraintName", key.name())
                .with(
                        "onDelete",
                        switch (key.onDelete()) {
                            case "r" -> "restrict";
                            case "c" -> "cascade";
                            case "n" -> "set null";
                            default -> "no action";
                        });
        return Fixes.dropForeignKey(from, key.name()) + "\n" + change.toXmlFragment();
    }
}
