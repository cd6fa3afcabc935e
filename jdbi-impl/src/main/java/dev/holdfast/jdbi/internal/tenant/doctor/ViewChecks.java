package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.RegisteredViewRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ViewRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.tenant.TenantCheck;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Views by which the application would see behind the fence: with their owner's rights, or as a copy.
 *
 * <p>A view with its invoker's rights reads with those of the application even where another view reads it. So it is
 * the view right over the table that counts, if the application may use it or a view over it. Right over a
 * materialized view there are no policies to hand rights on to: such a view has to compare the tenant by itself.
 */
final class ViewChecks {

    private final Facts facts;
    private final Map<Long, ViewRow> views = new LinkedHashMap<>();

    private ViewChecks(Facts facts) {
        this.facts = facts;
        facts.views().forEach(view -> views.putIfAbsent(view.oid(), view));
    }

    static Stream<Finding> of(Facts facts) {
        ViewChecks checks = new ViewChecks(facts);
        return Stream.of(checks.overTables(), checks.copies(), checks.overCopies(), checks.registered())
                .flatMap(findings -> findings);
    }

    private Stream<Finding> overTables() {
        Set<Long> tables = facts.relations().stream()
                .filter(ExaminedTable::isTenantOwned)
                .map(table -> table.row().oid())
                .collect(Collectors.toSet());
        return ownersViewsOver(tables).flatMap(view -> doors(view)
                .limit(1)
                .map(door -> finding(
                        view,
                        TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER,
                        "the view reads tenants' rows with the rights of its owner " + view.owner()
                                + ", not with the application's"
                                + (door == view
                                        ? ""
                                        : ", which may use it through " + door.schema() + "." + door.name()),
                        "alter view " + sql(view) + " set (security_invoker = true)")));
    }

    private Stream<Finding> copies() {
        return views.values().stream()
                .filter(view -> view.materialized() && view.granted())
                .map(view -> finding(
                        view,
                        TenantCheck.MATERIALIZED_VIEW,
                        "it holds the rows of all tenants, the application may select it, and there are no policies on"
                                + " materialized views",
                        revoke(view) + " -- and grant a view over it that compares the tenant with "
                                + "(select nullif(current_setting('holdfast.tenant_id', true), ''))"));
    }

    private Stream<Finding> overCopies() {
        Set<Long> copies = views.values().stream()
                .filter(ViewRow::materialized)
                .map(ViewRow::oid)
                .collect(Collectors.toSet());
        return ownersViewsOver(copies)
                .filter(Predicate.not(ViewChecks::comparesTenant))
                .flatMap(this::doors)
                .filter(Predicate.not(ViewChecks::comparesTenant))
                .distinct()
                .map(view -> finding(
                        view,
                        TenantCheck.MATERIALIZED_VIEW,
                        "the view reads a materialized view with the rows of all tenants, and doesn't look at the"
                                + " transaction's tenant",
                        revoke(view) + " -- or compare the tenant in it"));
    }

    /** Registered views over tables that aren't registered, in other schemas, say: what they read is known to PostgreSQL alone. */
    private Stream<Finding> registered() {
        return facts.registered()
                .filter(table -> facts.registeredViews().containsKey(table.row().oid()))
                .filter(table -> !views.containsKey(table.row().oid()))
                .flatMap(table ->
                        registered(
                                table,
                                Objects.requireNonNull(
                                        facts.registeredViews().get(table.row().oid())))
                                .stream());
    }

    private static Optional<Finding> registered(ExaminedTable table, RegisteredViewRow view) {
        boolean ofTenants = table.declared().tenantKey() != null || view.fenced();
        boolean held = view.invoker() || view.own() || view.definition().contains("'holdfast.tenant_id'");
        if (!ofTenants || (held && table.row().kind().equals("v"))) {
            return Optional.empty();
        }
        return Optional.of(
                table.row().kind().equals("m")
                        ? table.finding(
                                TenantCheck.MATERIALIZED_VIEW,
                                "it is a materialized view with the rows of all tenants, and there are no policies on"
                                        + " those",
                                "register a view over it that compares the tenant with (select"
                                        + " nullif(current_setting('holdfast.tenant_id', true), '')), and revoke all on "
                                        + table.sql() + " from the application")
                        : table.finding(
                                TenantCheck.VIEW_WITHOUT_SECURITY_INVOKER,
                                "it is a view that reads with the rights of its owner "
                                        + table.row().owner()
                                        + (view.powerful() ? ", whom no policy holds" : "")
                                        + ", not with the application's",
                                "alter view " + table.sql() + " set (security_invoker = true)"));
    }

    /** The views that read one of these with the rights of an owner who isn't the application. */
    private Stream<ViewRow> ownersViewsOver(Set<Long> sources) {
        return facts.views().stream()
                .filter(view -> sources.contains(view.source()))
                .filter(view -> !view.materialized() && !view.invoker() && !view.own())
                .map(ViewRow::oid)
                .distinct()
                .flatMap(oid -> Stream.ofNullable(views.get(oid)));
    }

    /** The views by which the application gets at this one: itself first, if it may use it, then those over it. */
    private Stream<ViewRow> doors(ViewRow view) {
        Map<Long, ViewRow> found = new LinkedHashMap<>(Map.of(view.oid(), view));
        Deque<Long> open = new ArrayDeque<>(List.of(view.oid()));
        while (!open.isEmpty()) {
            long source = open.remove();
            facts.views().stream()
                    .filter(over -> over.source() == source && !over.materialized() && !over.invoker())
                    .filter(over -> found.putIfAbsent(over.oid(), over) == null)
                    .forEach(over -> open.add(over.oid()));
        }
        Collection<ViewRow> doors = found.values();
        return doors.stream().filter(ViewRow::granted);
    }

    private static boolean comparesTenant(ViewRow view) {
        return view.definition().contains("'holdfast.tenant_id'");
    }

    private static Finding finding(ViewRow view, Check check, String cause, String fix) {
        return new Finding(check, view.schema() + "." + view.name(), cause, fix);
    }

    private static String revoke(ViewRow view) {
        return "revoke all on " + sql(view) + " from " + String.join(", ", view.grantees());
    }

    private static String sql(ViewRow view) {
        return Identifiers.quoted(view.schema()) + "." + Identifiers.quoted(view.name());
    }
}
