package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.doctor.Catalog.ViewRow;
import dev.holdfast.sql.Identifiers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Views by which the application would see behind the fence: with their owner's rights, or as a copy. Views over views
 * count as well. A view over a materialized one has nothing to hand on rights to; it has to filter by itself.
 */
final class ViewChecks {

    private final Facts facts;
    private final Map<Long, ViewRow> views = new LinkedHashMap<>();
    private final Set<Long> overTables;
    private final Set<Long> overCopies;

    private ViewChecks(Facts facts) {
        this.facts = facts;
        facts.views().forEach(view -> views.putIfAbsent(view.oid(), view));
        Set<Long> tables = facts.relations().stream()
                .filter(Fenced::isTenantOwned)
                .map(table -> table.row().oid())
                .collect(Collectors.toSet());
        overTables = readers(tables);
        overCopies = readers(views.values().stream()
                .filter(ViewRow::materialized)
                .map(ViewRow::oid)
                .collect(Collectors.toSet()));
    }

    static Stream<Finding> of(Facts facts) {
        ViewChecks checks = new ViewChecks(facts);
        return checks.views.values().stream().filter(ViewRow::granted).flatMap(checks::judge);
    }

    /** The views that read one of these, directly or over views; a materialized one is an end. */
    private Set<Long> readers(Set<Long> sources) {
        Set<Long> found = new HashSet<>();
        Deque<Long> open = new ArrayDeque<>(sources);
        while (!open.isEmpty()) {
            long source = open.remove();
            facts.views().stream()
                    .filter(view -> view.source() == source && found.add(view.oid()) && !view.materialized())
                    .forEach(view -> open.add(view.oid()));
        }
        return found;
    }

    private Stream<Finding> judge(ViewRow view) {
        if (view.materialized()) {
            return Stream.of(finding(
                    view,
                    Check.MATERIALIZED_VIEW,
                    "it holds the rows of all tenants, the application may select it, and there are no policies on"
                            + " materialized views",
                    "revoke all on " + sql(view) + " from " + String.join(", ", view.grantees())
                            + " -- and grant a view over it that compares the tenant with "
                            + "(select nullif(current_setting('holdfast.tenant_id', true), ''))"));
        }
        if (view.invoker() || view.own()) {
            return Stream.empty();
        }
        if (overTables.contains(view.oid())) {
            return Stream.of(finding(
                    view,
                    Check.VIEW_WITHOUT_SECURITY_INVOKER,
                    "the view reads tenants' rows with the rights of its owner " + view.owner()
                            + ", not with the application's",
                    "alter view " + sql(view) + " set (security_invoker = true)"));
        }
        return overCopies.contains(view.oid()) && !view.definition().contains("'holdfast.tenant_id'")
                ? Stream.of(finding(
                        view,
                        Check.MATERIALIZED_VIEW,
                        "the view reads a materialized view with the rows of all tenants, and doesn't look at the"
                                + " transaction's tenant",
                        "revoke all on " + sql(view) + " from " + String.join(", ", view.grantees())
                                + " -- or compare the tenant in it"))
                : Stream.empty();
    }

    private static Finding finding(ViewRow view, Check check, String cause, String fix) {
        return new Finding(check, view.schema() + "." + view.name(), cause, fix);
    }

    private static String sql(ViewRow view) {
        return Identifiers.quoted(view.schema()) + "." + Identifiers.quoted(view.name());
    }
}
