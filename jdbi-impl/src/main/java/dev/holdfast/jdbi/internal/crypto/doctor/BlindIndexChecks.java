package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.IndexNames;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.FewValuesRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.IndexFix;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.jdbi.internal.doctor.TableIndex;
import dev.holdfast.table.BlindIndexColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether blind indexes are found by, are unique where they are declared so, and have enough values to hide one. */
final class BlindIndexChecks {

    /** Up to so many different values, one is told by how often it comes. */
    static final int FEW = 16;

    /** Shorter ones are meant to have few. */
    private static final int MEANT_TO_COLLIDE = 16;

    private final ExaminedTable table;
    private final EncryptionFacts facts;

    private BlindIndexChecks(ExaminedTable table, EncryptionFacts facts) {
        this.table = table;
        this.facts = facts;
    }

    static Stream<Finding> of(EncryptionFacts facts) {
        return facts.tables().stream()
                .filter(table -> table.declared().tenantKey() == null || table.isTenantOwned())
                .map(table -> new BlindIndexChecks(table, facts))
                .flatMap(BlindIndexChecks::findings);
    }

    private Stream<Finding> findings() {
        List<BlindIndexColumn> ready = table.declared().blindIndexes().stream()
                .filter(column -> CellChecks.isReady(table, column))
                .toList();
        return Stream.concat(
                ready.stream().flatMap(column -> index(column).stream()),
                ready.stream().flatMap(column -> fewValues(column).stream()));
    }

    private Optional<Finding> index(BlindIndexColumn column) {
        List<Integer> key = key(column);
        boolean there = table.indexes().stream()
                .anyMatch(index -> column.metadata().isUnique() ? keepsUnique(index, key) : finds(index, key, column));
        return there ? Optional.empty() : Optional.of(missing(column, key));
    }

    /** The tenant and the hashes. */
    private List<Integer> key(BlindIndexColumn column) {
        List<Integer> key = new ArrayList<>();
        if (table.isTenantOwned()) {
            key.add(table.tenantPosition());
        }
        key.add(table.column(column.name()).orElseThrow().position());
        return key;
    }

    private boolean finds(TableIndex index, List<Integer> key, BlindIndexColumn column) {
        return isSearchable(index)
                && startsWith(index, key)
                && allows(index.row().predicate(), SqlScan.plain(Identifiers.quoted(column.name())) + " IS NOT NULL");
    }

    private static boolean isSearchable(TableIndex index) {
        return index.row().valid() && index.row().method().equals("btree");
    }

    private static boolean startsWith(TableIndex index, List<Integer> key) {
        List<Integer> columns =
                index.columns().stream().map(IndexColumnRow::attnum).toList();
        return columns.size() >= key.size() && columns.subList(0, key.size()).equals(key);
    }

    private boolean allows(@Nullable String predicate, String notNull) {
        return predicate == null
                || SqlScan.split(SqlScan.bare(SqlScan.plain(predicate)), " AND ").stream()
                        .map(SqlScan::bare)
                        .allMatch(part ->
                                part.equals(notNull) || (table.isSoftDeletable() && part.equals("deleted_at IS NULL")));
    }

    /** One that counts deleted rows, or those of all tenants, is a finding of its own. */
    private boolean keepsUnique(TableIndex index, List<Integer> key) {
        boolean withoutTenant = key.size() == 2 && index.columns().size() == 1 && index.contains(key.get(1));
        return index.row().isUnique()
                && isSearchable(index)
                && (withoutTenant || (index.columns().size() == key.size() && startsWith(index, key)))
                && (index.row().predicate() == null
                        || (table.isSoftDeletable()
                                && SqlScan.bare(index.row().predicate()).equals("deleted_at IS NULL")));
    }

    private Finding missing(BlindIndexColumn column, List<Integer> key) {
        String unique = column.metadata().isUnique() ? "unique " : "";
        String columns = (table.isTenantOwned() ? table.tenantSql() + ", " : "") + Identifiers.quoted(column.name());
        boolean live = column.metadata().isUnique() && table.isSoftDeletable();
        String name = IndexNames.ofHashes(
                table.row().name(), column.name(), column.metadata().isUnique(), table.isSoftDeletable());
        String others = table.indexes().stream()
                .filter(index -> column.metadata().isUnique()
                        && !index.row().isUnique()
                        && index.columns().size() == key.size())
                .filter(index -> startsWith(index, key) && !IndexFix.isReplaced(index, name))
                .map(TableIndex::sql)
                .collect(Collectors.joining(", "));
        return table.finding(
                CryptoCheck.BLIND_INDEX_MISSING,
                "no " + unique + "btree index " + (live ? "among live rows is" : "starts with") + (live ? " on " : " ")
                        + columns + ": " + consequence(column),
                IndexFix.create(table, unique, name, "(" + columns + ")" + (live ? " where deleted_at is null" : ""))
                        + (others.isEmpty() ? "" : "; drop index " + others));
    }

    private String consequence(BlindIndexColumn column) {
        return column.metadata().isUnique()
                ? "equal values aren't refused"
                        + (isMoving(column) ? ", and while an index moves both must do that" : "")
                : "a search by " + column.name() + " reads all rows";
    }

    private boolean isMoving(BlindIndexColumn column) {
        return column.next() != null
                || table.declared().blindIndexes().stream()
                        .map(BlindIndexColumn::next)
                        .anyMatch(next -> next != null && next.name().equals(column.name()));
    }

    private Optional<Finding> fewValues(BlindIndexColumn column) {
        if (column.fewValues() != null || column.hash().bits() < MEANT_TO_COLLIDE) {
            return Optional.empty();
        }
        return facts.fewValues().stream()
                .filter(row ->
                        row.relation() == table.row().oid() && row.column().equals(column.name()))
                .findFirst()
                .map(row -> few(column, row));
    }

    private Finding few(BlindIndexColumn column, FewValuesRow row) {
        return table.finding(
                CryptoCheck.BLIND_INDEX_FEW_VALUES,
                "blind index " + column.name() + " has about " + row.values()
                        + " different values by PostgreSQL's statistics: who reads the table can tell them by how often"
                        + " each comes",
                table.withoutLiveView(
                                "alter table " + table.sql() + " drop column " + Identifiers.quoted(column.name()))
                        + " -- and the index from the table object; or accept it there, by blindIndexOfFewValues(…)");
    }
}
