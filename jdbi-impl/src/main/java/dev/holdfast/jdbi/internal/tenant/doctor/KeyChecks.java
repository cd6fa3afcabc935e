package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.IndexNames;
import dev.holdfast.jdbi.internal.deletion.doctor.DeletionFixes;
import dev.holdfast.jdbi.internal.deletion.doctor.LiveIndexChecks;
import dev.holdfast.jdbi.internal.deletion.doctor.SoftKeyChecks;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ForeignKeyRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Fixes;
import dev.holdfast.jdbi.internal.doctor.IndexFix;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.jdbi.internal.doctor.TableIndex;
import dev.holdfast.table.Reference;
import dev.holdfast.tenant.TenantCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether indexes start with the tenant, and keys have it. */
final class KeyChecks {

    private KeyChecks() {}

    static Stream<Finding> of(Facts facts) {
        Stream<Finding> keys =
                facts.tenantOwned().stream().flatMap(table -> Stream.concat(tenantIndex(table), uniqueKeys(table)));
        Map<String, List<ForeignKeyRow>> foreignKeys = facts.foreignKeys().stream()
                .collect(Collectors.groupingBy(
                        row -> row.relation() + " " + row.name(), LinkedHashMap::new, Collectors.toList()));
        return Stream.concat(keys, foreignKeys.values().stream().flatMap(key -> foreignKey(key, facts)));
    }

    /** True where the tenant's rows are found by an index, whatever else is asked for. */
    static boolean hasTenantIndex(ExaminedTable table) {
        return table.isTenantOwned()
                && table.indexes().stream()
                        .anyMatch(index -> index.startsWith(table.tenantPosition())
                                && index.row().complete()
                                && index.row().method().equals("btree"));
    }

    private static Stream<Finding> tenantIndex(ExaminedTable table) {
        return hasTenantIndex(table)
                ? Stream.empty()
                : Stream.of(table.finding(
                        TenantCheck.TENANT_INDEX_MISSING,
                        "no complete btree index starts with " + table.tenant()
                                + ", so every query reads all tenants' rows to find its own",
                        IndexFix.create(
                                table, "", IndexNames.ofTenant(table.row().name()), "(" + table.tenantSql() + ")")));
    }

    private static Stream<Finding> uniqueKeys(ExaminedTable table) {
        return table.indexes().stream()
                .filter(index -> index.row().isUnique() || index.row().exclusion())
                .filter(index -> !index.contains(table.tenantPosition()))
                .map(index -> table.finding(
                        TenantCheck.UNIQUE_WITHOUT_TENANT,
                        index.described()
                                + " counts the rows of all tenants: a refused value tells that another one has it",
                        withTenant(table, index)));
    }

    private static String withTenant(ExaminedTable table, TableIndex index) {
        IndexRow row = index.row();
        if (LiveIndexChecks.countsDeleted(table, index)) {
            return LiveIndexChecks.amongLiveRows(table, index);
        }
        if (!index.isConstraint()) {
            return "drop index " + index.sql() + "; "
                    + SqlScan.behindParenthesis(row.definition(), table.tenantSql() + ", ");
        }
        String tenant = table.tenantSql() + (Objects.equals(row.constraintKind(), "x") ? " with =, " : ", ");
        String name = Identifiers.quoted(row.name());
        return "alter table " + table.sql() + " drop constraint " + name + ", add constraint " + name + " "
                + SqlScan.behindParenthesis(Objects.requireNonNull(row.constraintDefinition()), tenant);
    }

    /** A reference to a soft-deletable table gets its soft foreign key. */
    private static String fix(ExaminedTable from, ExaminedTable to, List<ForeignKeyRow> columns) {
        ForeignKeyRow key = columns.get(0);
        Optional<Reference> soft = SoftKeyChecks.references(from)
                .filter(reference -> columns.size() == 1 && reference.to().source() == to.declared())
                .filter(reference -> reference.from().name().equals(key.fromColumn()))
                .findFirst();
        return soft.map(reference -> Fixes.dropForeignKey(from, key.name()) + "\n"
                        + DeletionFixes.softForeignKey(from, reference, to, key.name()))
                .orElseGet(() -> TenancyFixes.tenantForeignKey(from, to, key, columns));
    }

    private static Stream<Finding> foreignKey(List<ForeignKeyRow> columns, Facts facts) {
        ForeignKeyRow key = columns.get(0);
        ExaminedTable from = facts.tenantOwned(key.relation()).orElseThrow();
        ExaminedTable to = facts.tenantOwned(key.target()).orElseThrow();
        boolean tenants = columns.stream()
                .anyMatch(pair -> pair.fromColumn().equals(from.tenant())
                        && pair.toColumn().equals(to.tenant()));
        return tenants
                ? Stream.empty()
                : Stream.of(from.finding(
                        TenantCheck.FOREIGN_KEY_WITHOUT_TENANT,
                        "foreign key " + key.name() + " has no tenant on both sides, so a row can point to another"
                                + " tenant's row in " + to.subject() + " and find out that it is there",
                        fix(from, to, columns)));
    }
}
