package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.doctor.TableIndex;
import dev.holdfast.tenant.TenantCheck;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Indexes that row-level security switches off: PostgreSQL evaluates a condition before the policy's only where its
 * function is leakproof, so with any other the index can't be searched by that column.
 *
 * <p>An index that keeps a constraint has its use anyway, and counts only where no column behind the tenant's can be
 * searched; one for exclusion never does. An index is left alone, too, where a function of a role that nobody can act
 * as has a policy of its own on the table: that is the way to search by it.
 */
final class IndexChecks {

    /** Beside some casts the only expression that PostgreSQL trusts: it doesn't even trust COALESCE. */
    private static final Pattern NULL_TEST = Pattern.compile("\\(*(\\w+|\"[^\"]+\") IS (NOT )?NULL\\)*");

    private IndexChecks() {}

    static Stream<Finding> of(Facts facts) {
        return facts.tenantOwned().stream()
                .filter(table -> !hasDefiner(table))
                .flatMap(table -> table.indexes().stream().flatMap(index -> judge(table, index)));
    }

    private static boolean hasDefiner(ExaminedTable table) {
        return table.policies().stream()
                .filter(Policy::permissive)
                .flatMap(policy -> policy.grants().stream())
                .filter(PolicyRow::sealed)
                .anyMatch(PolicyRow::definer);
    }

    private static Stream<Finding> judge(ExaminedTable table, TableIndex index) {
        List<IndexColumnRow> searched = index.behind(table.tenantPosition());
        List<IndexColumnRow> off = searched.stream().filter(IndexChecks::isOff).toList();
        boolean keepsAnyway = index.row().exclusion() || (index.row().isUnique() && off.size() < searched.size());
        if (off.isEmpty() || keepsAnyway) {
            return Stream.empty();
        }
        String columns = off.stream().map(IndexChecks::named).collect(Collectors.joining(", "));
        return Stream.of(table.finding(
                TenantCheck.INDEX_SWITCHED_OFF,
                "index " + index.row().name() + " can't be searched by " + columns
                        + ": row-level security lets only leakproof operators go before the policy",
                fix(table, index, off.get(0))));
    }

    private static boolean isOff(IndexColumnRow column) {
        boolean plain = column.attnum() != 0
                || column.leakproofCast()
                || NULL_TEST.matcher(column.expression()).matches();
        return !column.leakproof() || !plain;
    }

    private static String named(IndexColumnRow column) {
        return column.expression() + " (" + column.columnType() + ", " + column.operatorClass() + ")";
    }

    private static String fix(ExaminedTable table, TableIndex index, IndexColumnRow column) {
        if (column.attnum() == 0 && column.leakproof() && index.row().method().equals("btree")) {
            return storedExpression(table, index, column);
        }
        if (column.isEnum()) {
            return "alter table " + table.sql() + " alter column " + column.expression() + " type text using "
                    + column.expression() + "::text -- and declare enumAsText";
        }
        String drop = index.isConstraint() ? "" : "drop index " + index.sql() + " -- and ";
        if (index.row().method().equals("btree")) {
            return drop + "keep the value in a type whose operators are leakproof: bigint for numeric, text for others";
        }
        return drop + "search by a security definer function with a fixed search_path that asks for the tenant itself"
                + " and belongs to a nologin role with a permissive policy of its own on the table; then the index"
                + " is used, and this finding goes";
    }

    /** The value in a column of its own, which needs no function to be searched by. */
    private static String storedExpression(ExaminedTable table, TableIndex index, IndexColumnRow column) {
        String name = column.columnName() + "_value";
        String columns = index.columns().stream()
                .map(c -> c == column ? Identifiers.quoted(name) : c.expression())
                .collect(Collectors.joining(", "));
        return "alter table " + table.sql() + " add column " + Identifiers.quoted(name) + " " + column.columnType()
                + " generated always as (" + column.expression() + ") stored; create "
                + (index.row().isUnique() ? "unique " : "") + "index on " + table.sql() + " (" + columns
                + ")"
                + (index.row().predicate() == null
                        ? ""
                        : " where " + index.row().predicate()) + "; drop index "
                + index.sql();
    }
}
