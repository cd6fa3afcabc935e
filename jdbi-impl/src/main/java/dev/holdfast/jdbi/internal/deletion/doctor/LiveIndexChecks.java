package dev.holdfast.jdbi.internal.deletion.doctor;

import dev.holdfast.deletion.DeletionCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.IndexNames;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.IndexFix;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.jdbi.internal.doctor.TableIndex;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the indexes of a soft-deletable table are among its live rows, and deletions are found by theirs. */
public final class LiveIndexChecks {

    private static final String LIVE = "deleted_at IS NULL";

    private final ExaminedTable table;
    /** What the changelog calls the declared keys and indexes. */
    private final Map<Table.Key, String> names;

    private LiveIndexChecks(ExaminedTable table, Map<Table.Key, String> names) {
        this.table = table;
        this.names = names;
    }

    static Stream<Finding> of(DeletionFacts deletions) {
        Schema schema = deletions.facts().schema();
        return deletions.softReady().stream()
                .map(table -> new LiveIndexChecks(table, schema.keyNames(table.declared())))
                .flatMap(checks -> Stream.of(checks.uniqueKeys(), checks.stamps(), checks.declared())
                        .flatMap(findings -> findings));
    }

    /**
     * True for a key that refuses values which only a deleted row has. One that has the whole primary key in it never
     * refuses anything, nor does one with {@code live}, which is null for deleted rows.
     */
    public static boolean countsDeleted(ExaminedTable table, TableIndex index) {
        IndexRow row = index.row();
        boolean key = (row.isUnique() || row.exclusion()) && !Objects.equals(row.constraintKind(), "p");
        return key
                && table.isSoftDeletable()
                && SoftTables.isReady(table)
                && !isAmongLive(row)
                && !(row.isUnique() && (hasPrimaryKey(table, index) || hasLive(table, index)));
    }

    static boolean isAmongLive(IndexRow row) {
        return row.predicate() != null
                && SqlScan.split(SqlScan.bare(row.predicate()), " AND ").stream()
                        .anyMatch(part -> SqlScan.bare(part).equals(LIVE));
    }

    private static boolean hasPrimaryKey(ExaminedTable table, TableIndex index) {
        return table.keyColumns().stream().allMatch(key -> table.column(key)
                .filter(column -> index.contains(column.position()))
                .isPresent());
    }

    private static boolean hasLive(ExaminedTable table, TableIndex index) {
        return index.contains(table.column("live").orElseThrow().position())
                && !index.row().definition().contains(" NULLS NOT DISTINCT");
    }

    private Stream<Finding> uniqueKeys() {
        return table.indexes().stream()
                .filter(index -> countsDeleted(table, index))
                .filter(index -> !table.isTenantOwned() || index.contains(table.tenantPosition()))
                .map(index -> table.finding(
                        DeletionCheck.UNIQUE_COUNTS_DELETED,
                        index.described() + " counts deleted rows, so that a value stays taken, and an upsert"
                                + " doesn't find the key",
                        amongLiveRows(table, index)));
    }

    /** The same key among live rows, and with the tenant. */
    public static String amongLiveRows(ExaminedTable table, TableIndex index) {
        IndexRow row = index.row();
        String name = Identifiers.quoted(row.name());
        String drop = index.isConstraint()
                ? "alter table " + table.sql() + " drop constraint " + name
                : "drop index " + index.sql();
        boolean lacksTenant = table.isTenantOwned() && !index.contains(table.tenantPosition());
        if (row.exclusion()) {
            String definition = Objects.requireNonNull(row.constraintDefinition());
            String whole =
                    lacksTenant ? SqlScan.behindParenthesis(definition, table.tenantSql() + " with =, ") : definition;
            return drop + ", add constraint " + name + " " + excludingLive(whole);
        }
        String definition =
                lacksTenant ? SqlScan.behindParenthesis(row.definition(), table.tenantSql() + ", ") : row.definition();
        return drop + "; " + definition + (row.predicate() == null ? " WHERE " : " AND ") + "(" + LIVE + ")";
    }

    private static String excludingLive(String definition) {
        int where = definition.indexOf(" WHERE (");
        if (where >= 0) {
            int open = where + " WHERE ".length();
            int close = SqlScan.closing(definition, open);
            return definition.substring(0, open) + "(" + LIVE + " AND " + definition.substring(open, close + 1) + ")"
                    + definition.substring(close + 1);
        }
        int deferrable = definition.indexOf(" DEFERRABLE");
        int end = deferrable < 0 ? definition.length() : deferrable;
        return definition.substring(0, end) + " WHERE (" + LIVE + ")" + definition.substring(end);
    }

    private Stream<Finding> stamps() {
        String name = table.row().name();
        String tenant = table.isTenantOwned() ? table.tenantSql() + ", " : "";
        return Stream.of(
                        stamp(
                                "deletion_id",
                                "so restoring a deletion reads the whole table",
                                IndexNames.ofDeletions(name),
                                "(deletion_id) where deletion_id is not null"),
                        stamp(
                                "deleted_at",
                                "so a purge reads the whole table to find what is due",
                                IndexNames.ofDeletedRows(name),
                                "(" + tenant + "deleted_at) where deleted_at is not null"))
                .flatMap(Optional::stream);
    }

    private Optional<Finding> stamp(String column, String consequence, String name, String columns) {
        int position = table.column(column).orElseThrow().position();
        boolean there = table.indexes().stream()
                .filter(LiveIndexChecks::isSearchable)
                .filter(index -> allows(index.row().predicate(), column + " IS NOT NULL"))
                .anyMatch(index -> index.behind(tenant()).stream()
                        .findFirst()
                        .filter(first -> first.attnum() == position)
                        .isPresent());
        return there
                ? Optional.empty()
                : Optional.of(table.finding(
                        DeletionCheck.LIVE_INDEX_MISSING,
                        "no index finds deleted rows by " + column + ", " + consequence,
                        IndexFix.create(table, "", name, columns)));
    }

    private static boolean allows(@Nullable String predicate, String wanted) {
        return predicate == null || SqlScan.bare(predicate).equals(wanted);
    }

    private static boolean isSearchable(TableIndex index) {
        return index.row().valid() && index.row().method().equals("btree");
    }

    private int tenant() {
        return table.isTenantOwned() ? table.tenantPosition() : 0;
    }

    private Stream<Finding> declared() {
        return names.keySet().stream()
                .filter(key -> isThere(key.columns()))
                .filter(key -> key.unique()
                        ? !isBlind(key.columns()) && !hasUnique(key.columns())
                        : matching(key.columns()).noneMatch(LiveIndexChecks::isOfLiveRows))
                .map(this::missing);
    }

    /** What {@link BlindIndexChecks} looks at. */
    private static boolean isBlind(List<AnyColumn<?>> key) {
        return key.size() == 1 && key.get(0) instanceof BlindIndexColumn;
    }

    private boolean isThere(List<AnyColumn<?>> key) {
        return key.stream().allMatch(column -> table.column(column.name()).isPresent());
    }

    private static boolean isOfLiveRows(TableIndex index) {
        return allowsOnlyLive(index.row().predicate());
    }

    private static boolean allowsOnlyLive(@Nullable String predicate) {
        return predicate != null && SqlScan.bare(predicate).equals(LIVE);
    }

    /** One that counts deleted rows is a finding of its own. */
    private boolean hasUnique(List<AnyColumn<?>> key) {
        Set<Integer> wanted = Set.copyOf(positions(key));
        return table.indexes().stream()
                .filter(index -> index.row().isUnique() && index.row().valid())
                .filter(index -> isOfLiveRows(index) || countsDeleted(table, index))
                .anyMatch(index -> index.columns().stream()
                        .map(IndexColumnRow::attnum)
                        .collect(Collectors.toSet())
                        .equals(wanted));
    }

    /** The indexes that begin with the key, of whichever rows. */
    private Stream<TableIndex> matching(List<AnyColumn<?>> key) {
        List<Integer> wanted = positions(key);
        Predicate<TableIndex> begins = index -> index.columns().size() >= wanted.size()
                && index.columns().subList(0, wanted.size()).stream()
                        .map(IndexColumnRow::attnum)
                        .toList()
                        .equals(wanted);
        return table.indexes().stream().filter(LiveIndexChecks::isSearchable).filter(begins);
    }

    private List<Integer> positions(List<AnyColumn<?>> key) {
        return withTenant(key).stream()
                .map(column -> table.column(column.name()).orElseThrow().position())
                .toList();
    }

    private List<AnyColumn<?>> withTenant(List<AnyColumn<?>> key) {
        List<AnyColumn<?>> columns = new ArrayList<>(key);
        AnyColumn<?> tenant = table.declared().tenantKey();
        if (tenant != null && table.isTenantOwned() && !key.contains(tenant)) {
            columns.add(0, tenant);
        }
        return columns;
    }

    private Finding missing(Table.Key key) {
        String unique = key.unique() ? "unique " : "";
        String over = key.columns().stream().map(AnyColumn::name).collect(Collectors.joining(", "));
        String columns = withTenant(key.columns()).stream()
                .map(column -> Identifiers.quoted(column.name()))
                .collect(Collectors.joining(", "));
        String others = matching(key.columns())
                .filter(index -> index.row().predicate() == null && !index.row().isUnique())
                .map(TableIndex::sql)
                .collect(Collectors.joining(", "));
        String name = Objects.requireNonNull(names.get(key));
        return table.finding(
                DeletionCheck.LIVE_INDEX_MISSING,
                "no " + unique + "index on " + over + " is among live rows",
                IndexFix.create(table, unique, name, "(" + columns + ") where deleted_at is null")
                        + (others.isEmpty() ? "" : " -- and drop index " + others + ", which has deleted rows in it"));
    }
}
