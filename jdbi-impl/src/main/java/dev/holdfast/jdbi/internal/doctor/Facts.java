package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ForeignKeyRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.IndexedRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.MembershipRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRoleRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.PolicyRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RegisteredViewRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RelationRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RoleRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.StandingSettingRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.StrangerRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.TypeRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ViewRow;
import dev.holdfast.sql.SqlType;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that was read, put together by relation.
 *
 * @param roles the session's roles, the current one first
 * @param acrossRoles the names of the roles that are let see all tenants
 * @param types the types that the declared columns name, by that name
 * @param relations the registered tables that are there, and what inherits from them
 * @param registeredViews those of them that are views, by their oids
 * @param strangers tables beside the registered ones that the application may use
 * @param standing the settings of Holdfast's with which its sessions begin
 * @param unknown what the policies' role is to which the session's is unknown; null where it is known
 */
public record Facts(
        Schema schema,
        List<RoleRow> roles,
        Set<String> acrossRoles,
        Map<String, Long> types,
        List<ExaminedTable> relations,
        List<ForeignKeyRow> foreignKeys,
        List<ViewRow> views,
        List<MembershipRow> memberships,
        Map<Long, RegisteredViewRow> registeredViews,
        List<StrangerRow> strangers,
        List<StandingSettingRow> standing,
        @Nullable Unknown unknown) {

    /**
     * That the session's role isn't the application's, by the policies.
     *
     * @param role the one that the policies are for
     */
    public record Unknown(String role, PolicyRoleRow row) {}

    /** Policies of this name are for the role that works across tenants. */
    static final String ACROSS_POLICY = "holdfast_across";

    /** The usual role; it need not exist. Roles that a policy of that name is for count as well. */
    static final String ACROSS_ROLE = "holdfast_across";

    /** Asks for what is looked at for every table. */
    public static Facts read(Catalog catalog, Schema schema) {
        List<RoleRow> roles = catalog.sessionRoles();
        List<Table> tables = schema.tables();
        List<RelationRow> found = withoutRepeats(catalog.relations(
                tables.stream().map(Table::schemaName).toArray(String[]::new),
                tables.stream().map(Table::name).toArray(String[]::new)));
        Long[] oids = oids(found);
        List<PolicyRow> policies = catalog.policies(oids);
        Set<String> across = acrossRoles(policies, roles.get(0).name());
        PolicyRoles policyRoles = new PolicyRoles(policies, roles.get(0), across);
        Map<Long, List<ColumnRow>> columns = by(catalog.columns(oids), ColumnRow::relation);
        Map<Long, List<PolicyRow>> policiesByTable = by(policies, PolicyRow::relation);
        Map<Long, List<IndexedRow>> indexes = by(catalog.indexes(oids), IndexedRow::relation);
        List<ExaminedTable> relations = found.stream()
                .map(row -> new ExaminedTable(
                        tables.get(row.position()),
                        row,
                        columns.getOrDefault(row.oid(), List.of()),
                        Policy.of(policiesByTable.getOrDefault(row.oid(), List.of())),
                        TableIndex.of(indexes.getOrDefault(row.oid(), List.of())),
                        policyRoles.of(row)))
                .toList();
        Long[] fenced = oids(relations.stream()
                .filter(ExaminedTable::isTenantOwned)
                .map(ExaminedTable::row)
                .toList());
        Long[] owners = found.stream().map(RelationRow::ownerOid).distinct().toArray(Long[]::new);
        String[] seeing = across.toArray(String[]::new);
        Long[] views =
                oids(found.stream().filter(row -> "vm".contains(row.kind())).toList());
        return new Facts(
                schema,
                roles,
                across,
                types(catalog, schema),
                relations,
                catalog.foreignKeys(fenced),
                catalog.views(fenced),
                catalog.memberships(owners, seeing),
                views.length == 0
                        ? Map.of()
                        : catalog.registeredViews(views).stream()
                                .collect(Collectors.toMap(RegisteredViewRow::oid, Function.identity())),
                catalog.strangers(oids),
                catalog.standingSettings(),
                policyRoles
                        .unknownTo()
                        .map(role -> new Unknown(role, catalog.policyRole(role, oids, owners, seeing)))
                        .orElse(null));
    }

    /** A partition that is registered by itself stands there as itself only. */
    private static List<RelationRow> withoutRepeats(List<RelationRow> found) {
        Set<Long> registered = found.stream()
                .filter(row -> !row.inherits())
                .map(RelationRow::oid)
                .collect(Collectors.toSet());
        Set<Long> seen = new HashSet<>();
        return found.stream()
                .filter(row -> !row.inherits() || (!registered.contains(row.oid()) && seen.add(row.oid())))
                .toList();
    }

    private static Set<String> acrossRoles(List<PolicyRow> policies, String application) {
        Set<String> names = new TreeSet<>(Set.of(ACROSS_ROLE));
        policies.stream()
                .filter(policy -> policy.name().equals(ACROSS_POLICY))
                .flatMap(policy -> Optional.ofNullable(policy.role()).stream())
                .forEach(names::add);
        names.remove(application);
        return names;
    }

    private static Map<String, Long> types(Catalog catalog, Schema schema) {
        String[] names = schema.tables().stream()
                .flatMap(table -> table.columns().stream())
                .flatMap(column -> Stream.concat(
                        Stream.of(column.type()),
                        Stream.ofNullable(column.type().element())))
                .map(type -> type.castName())
                .distinct()
                .toArray(String[]::new);
        return catalog.types(names).stream().collect(Collectors.toMap(TypeRow::name, TypeRow::oid));
    }

    private static Long[] oids(List<RelationRow> rows) {
        return rows.stream().map(RelationRow::oid).toArray(Long[]::new);
    }

    private static <T> Map<Long, List<T>> by(List<T> rows, Function<T, Long> relation) {
        Map<Long, List<T>> grouped = new HashMap<>();
        rows.forEach(row -> Objects.requireNonNull(grouped.computeIfAbsent(relation.apply(row), r -> new ArrayList<>()))
                .add(row));
        return grouped;
    }

    /** The role that statements run as. */
    public RoleRow application() {
        return roles.get(0);
    }

    /** The type of tenants' ids, as a cast names it; the usual one where no table has them. */
    public String tenantType() {
        SqlType<?> type = schema.tenantType();
        return type == null ? "bigint" : type.castName();
    }

    /** What stands for the table under its own name. */
    public Optional<ExaminedTable> relation(Table table) {
        return relations.stream()
                .filter(r -> r.declared() == table && !r.row().inherits())
                .findFirst();
    }

    /** The tables whose rows belong to tenants, without those that inherit. */
    public List<ExaminedTable> tenantOwned() {
        return relations.stream()
                .filter(r -> r.isTenantOwned() && !r.row().inherits())
                .toList();
    }

    /** What stands for the registered tables under their own names. */
    public Stream<ExaminedTable> registered() {
        return schema.tables().stream().flatMap(table -> relation(table).stream());
    }

    /** The role for work across tenants that the table's policies name, else the usual one. */
    public String acrossRole(ExaminedTable table) {
        return table.policies().stream()
                .filter(policy -> policy.name().equals(ACROSS_POLICY))
                .flatMap(policy -> policy.grants().stream())
                .flatMap(grant -> Optional.ofNullable(grant.role()).stream())
                .findFirst()
                .orElse(acrossRoles.stream().findFirst().orElse(ACROSS_ROLE));
    }

    /** All that the application reaches with tenants' rows in it, partitions too. */
    public List<ExaminedTable> exposed() {
        return relations.stream()
                .filter(r ->
                        r.isTenantOwned() && (!r.row().inherits() || r.row().reachable()))
                .toList();
    }

    /** The tenant-owned table with this oid, partitions included. */
    public Optional<ExaminedTable> tenantOwned(long oid) {
        return relations.stream()
                .filter(r -> r.isTenantOwned() && r.row().oid() == oid)
                .findFirst();
    }
}
