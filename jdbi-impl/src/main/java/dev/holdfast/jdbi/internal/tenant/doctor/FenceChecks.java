package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.tenant.TenantCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether row-level security is on, and holds the application to its tenant in every command. */
final class FenceChecks {

    private static final List<String> READING = List.of("select", "update", "delete");
    private static final List<String> WRITING = List.of("insert", "update");

    private final ExaminedTable table;
    private final boolean bare;
    private final List<Finding> findings = new ArrayList<>();

    private FenceChecks(ExaminedTable table) {
        this.table = table;
        this.bare = !table.row().rowSecurity()
                && table.policies().isEmpty()
                && !table.row().inherits();
    }

    static Stream<Finding> of(Facts facts) {
        return Stream.of(
                        facts.registered().flatMap(FenceChecks::tenantColumn),
                        facts.exposed().stream().flatMap(table -> new FenceChecks(table).findings()),
                        facts.exposed().stream().flatMap(FenceChecks::truncate))
                .flatMap(findings -> findings);
    }

    private static Stream<Finding> tenantColumn(ExaminedTable table) {
        AnyColumn<?> tenant = table.declared().tenantKey();
        return tenant == null || table.column(tenant.name()).isPresent()
                ? Stream.empty()
                : Stream.of(table.finding(
                        TableCheck.MISSING,
                        "the tenant's column " + tenant.name() + " isn't there, so all rows lie open",
                        TenancyFixes.enableTenancyForExistingRows(table)));
    }

    private static Stream<Finding> truncate(ExaminedTable table) {
        List<String> truncators = table.row().truncators();
        return truncators.isEmpty()
                ? Stream.empty()
                : Stream.of(table.finding(
                        TenantCheck.TRUNCATE_GRANTED,
                        "the application may truncate it, by a grant to " + String.join(", ", truncators)
                                + ": row-level security doesn't see TRUNCATE, and all tenants' rows would be gone",
                        "revoke truncate on " + table.sql() + " from " + String.join(", ", truncators)));
    }

    private Stream<Finding> findings() {
        if (!table.row().rowSecurity()) {
            add(
                    TenantCheck.RLS_DISABLED,
                    "row-level security isn't enabled, so policies don't count"
                            + (table.row().inherits() ? ": by its own name the parent's don't either" : ""),
                    "alter table " + table.sql() + " enable row level security");
        }
        if (!table.row().forced()) {
            add(
                    TenantCheck.RLS_NOT_FORCED,
                    "row-level security isn't forced, so the owner "
                            + table.row().owner() + " and its views and functions see all tenants' rows",
                    "alter table " + table.sql() + " force row level security");
        }
        tenantPolicy();
        if (!bare && table.forApplication(true).findAny().isEmpty()) {
            add(
                    TenantCheck.POLICY_MISSING,
                    "no permissive policy is for " + table.appRole() + ", so it has no rows at all",
                    create("holdfast_access", "permissive", "true"));
        }
        return findings.stream();
    }

    private void tenantPolicy() {
        List<Policy> holding =
                table.forApplication(false).filter(this::holdsSomething).toList();
        List<String> open = READING.stream()
                .filter(command -> holding.stream()
                        .noneMatch(policy -> policy.covers(command) && policy.holdsReading(table.tenant())))
                .toList();
        if (!open.isEmpty()) {
            add(
                    TenantCheck.POLICY_MISSING,
                    "no restrictive policy for " + table.appRole() + " compares " + table.tenant()
                            + " with the transaction's tenant on " + String.join(", ", open),
                    replace("holdfast_tenant"));
            return;
        }
        for (String command : WRITING) {
            if (holding.stream().noneMatch(policy -> policy.covers(command) && policy.holdsWriting(table.tenant()))) {
                withCheck(command, holding);
                return;
            }
        }
    }

    private boolean holdsSomething(Policy policy) {
        return policy.holdsReading(table.tenant()) || policy.holdsWriting(table.tenant());
    }

    private void withCheck(String command, List<Policy> holding) {
        Optional<Policy> weak =
                holding.stream().filter(policy -> policy.covers(command)).findFirst();
        add(
                TenantCheck.WITH_CHECK_MISSING,
                weak.map(policy ->
                                "policy " + policy.name() + " lets rows be written that it wouldn't let be read: with"
                                        + " check (" + policy.check() + ")")
                        .orElse("no restrictive policy covers " + command
                                + ", so rows can be written for another tenant"),
                weak.map(policy -> policy.altered(table.sql(), policy.usingOrTrue(), table.ownRow()))
                        .orElseGet(() -> "create policy holdfast_tenant_" + command + " on " + table.sql()
                                + " as restrictive for " + command + " to " + Identifiers.quoted(table.appRole())
                                + " with check (" + table.ownRow() + ")"));
    }

    private String replace(String policy) {
        boolean there = table.policies().stream().anyMatch(p -> p.name().equals(policy));
        return (there ? "drop policy " + policy + " on " + table.sql() + "; " : "")
                + create(policy, "restrictive", table.ownRow());
    }

    private String create(String policy, String kind, String condition) {
        return "create policy " + policy + " on " + table.sql() + " as " + kind + " for all to "
                + Identifiers.quoted(table.appRole()) + " using (" + condition + ") with check (" + condition + ")";
    }

    private void add(Check check, String cause, String fix) {
        findings.add(table.finding(check, cause, bare ? TenancyFixes.enableTenancy(table) : fix));
    }
}
