package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexColumnRow;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which declared unique keys and indexes a table lacks. */
final class MissingKeys {

    private final ExaminedTable table;
    private final Function<String, @Nullable Integer> position;

    /**
     * Of this table.
     *
     * @param named what a declared column is called there
     */
    MissingKeys(ExaminedTable table, UnaryOperator<String> named) {
        this.table = table;
        this.position = name -> table.column(named.apply(name))
                .map(CatalogRows.ColumnRow::position)
                .orElse(null);
    }

    /** Those whose columns are all there; of a soft-deletable table that is told in another place. */
    static Stream<Finding> of(Facts facts) {
        return facts.registered()
                .filter(table -> table.isTable() && !table.isSoftDeletable())
                .flatMap(table -> {
                    MissingKeys keys = new MissingKeys(table, name -> name);
                    return keys.find(facts.schema())
                            .filter(key -> keys.positions(key).stream().allMatch(Objects::nonNull))
                            .map(key -> keys.finding(key, facts.schema()));
                });
    }

    /** Those over missing columns too; none of a table that lacks the tenant's column. */
    Stream<Table.Key> find(Schema schema) {
        AnyColumn<?> tenant = table.declared().tenantKey();
        return tenant != null && !table.isTenantOwned()
                ? Stream.empty()
                : schema.keyNames(table.declared()).keySet().stream().filter(key -> !isThere(key));
    }

    private boolean isThere(Table.Key key) {
        List<@Nullable Integer> wanted = positions(key);
        return table.indexes().stream()
                .filter(index -> index.row().valid() && index.row().method().equals("btree"))
                .filter(index -> index.row().predicate() == null || isOfLiveRows(index))
                .anyMatch(index -> key.unique() ? keepsUnique(index, key, wanted) : startsWith(index, wanted));
    }

    private boolean isOfLiveRows(TableIndex index) {
        return table.isSoftDeletable()
                && SqlScan.bare(String.valueOf(index.row().predicate())).equals("deleted_at IS NULL");
    }

    /** One that counts the rows of all tenants is a finding of its own. */
    private boolean keepsUnique(TableIndex index, Table.Key key, List<@Nullable Integer> wanted) {
        Set<Integer> columns =
                index.columns().stream().map(IndexColumnRow::attnum).collect(Collectors.toSet());
        return index.row().isUnique()
                && (columns.equals(Set.copyOf(there(wanted)))
                        || columns.equals(Set.copyOf(there(positions(key.columns())))))
                && there(wanted).size() == wanted.size();
    }

    private static boolean startsWith(TableIndex index, List<@Nullable Integer> wanted) {
        List<Integer> columns =
                index.columns().stream().map(IndexColumnRow::attnum).toList();
        return columns.size() >= wanted.size()
                && columns.subList(0, wanted.size()).equals(wanted);
    }

    private static List<Integer> there(List<@Nullable Integer> positions) {
        return positions.stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private List<@Nullable Integer> positions(Table.Key key) {
        return positions(withTenant(key));
    }

    private List<@Nullable Integer> positions(List<AnyColumn<?>> columns) {
        List<@Nullable Integer> positions = new ArrayList<>();
        columns.forEach(column -> positions.add(position.apply(column.name())));
        return positions;
    }

    private List<AnyColumn<?>> withTenant(Table.Key key) {
        List<AnyColumn<?>> columns = new ArrayList<>(key.columns());
        AnyColumn<?> tenant = table.declared().tenantKey();
        if (tenant != null && !columns.contains(tenant)) {
            columns.add(0, tenant);
        }
        return columns;
    }

    private Finding finding(Table.Key key, Schema schema) {
        String name = Identifiers.quoted(
                Objects.requireNonNull(schema.keyNames(table.declared()).get(key)));
        String columns = withTenant(key).stream()
                .map(column -> Identifiers.quoted(column.name()))
                .collect(Collectors.joining(", "));
        return table.finding(
                TableCheck.INDEX_MISSING,
                (key.unique() ? "the unique key on " : "the index on ")
                        + key.columns().stream().map(AnyColumn::name).collect(Collectors.joining(", "))
                        + " isn't there" + (key.unique() ? ", so equal values aren't refused" : ""),
                key.unique()
                        ? "alter table " + table.sql() + " add constraint " + name + " unique (" + columns + ")"
                        : "create index " + name + " on " + table.sql() + " (" + columns + ")");
    }
}
