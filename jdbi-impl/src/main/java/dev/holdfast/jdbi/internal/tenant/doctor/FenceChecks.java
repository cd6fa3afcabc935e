package dev.holdfast.jdbi.internal.tenant.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.doctor.PolicyFixes;
import dev.holdfast.jdbi.internal.doctor.SqlScan;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.tenant.TenantCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether row-level security is on, and holds the application to its tenant in every command. */
final class FenceChecks {

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
                        facts.registered().flatMap(FenceChecks::undeclared),
                        facts.relations().stream().flatMap(FenceChecks::foreign),
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
                        table.isTable()
                                ? TenancyFixes.enableTenancyForExistingRows(table)
                                : table.describedFix(tenant)));
    }

    /** The DSL leaves the tenant out of a table without a tenant key, and whoever works across tenants sees them all. */
    private static Stream<Finding> undeclared(ExaminedTable table) {
        if (!table.isTable() || table.declared().tenantKey() != null || !table.speaksOfTenants()) {
            return Stream.empty();
        }
        String column = table.stampedColumns().map(ColumnRow::name).findFirst().orElse("the tenant's column");
        return Stream.of(table.finding(
                TenantCheck.TENANT_NOT_DECLARED,
                "PostgreSQL keeps its rows by tenant, and the table object doesn't know it: statements of the DSL"
                        + " don't ask for the tenant, and the rest of its fence wasn't looked at",
                "declare " + column + " with .tenantKey() in "
                        + table.declared().getClass().getSimpleName()));
    }

    /** PostgreSQL has no row-level security for tables of other servers. */
    private static Stream<Finding> foreign(ExaminedTable table) {
        boolean open = table.row().kind().equals("f")
                && table.declared().tenantKey() != null
                && (!table.row().inherits() || table.row().reachable());
        return open
                ? Stream.of(table.finding(
                        TenantCheck.RLS_DISABLED,
                        "it is a foreign table, which can't have row-level security",
                        "keep tenants' rows in a table of this database, or take all privileges on " + table.sql()
                                + " from the application"))
                : Stream.empty();
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
                    "alter table " + table.sql() + " enable row level security"
                            + (table.row().inherits() && !table.row().forced() ? ", force row level security" : ""));
        }
        if (!table.row().forced() && (table.row().rowSecurity() || !table.row().inherits())) {
            notForced();
        }
        if (table.row().untold() && !table.row().inherits()) {
            ownerNotTold();
        }
        if (isClosed()) {
            return findings.stream();
        }
        tenantPolicy();
        if (!bare && table.forApplication(true).findAny().isEmpty()) {
            add(
                    TenantCheck.POLICY_MISSING,
                    "no permissive policy is for " + table.appRole() + ", so it has no rows at all",
                    PolicyFixes.permissive(
                            table.policies(),
                            table.sql(),
                            "holdfast_access",
                            table.appRole(),
                            table.isFenced() ? "true" : table.ownRow()));
        }
        return findings.stream();
    }

    /** A partition without a policy has no rows by its own name, and needs none: the parent's policies show them. */
    private boolean isClosed() {
        return table.row().inherits() && table.forApplication(true).findAny().isEmpty();
    }

    private void notForced() {
        add(
                TenantCheck.RLS_NOT_FORCED,
                "row-level security isn't forced, so the owner " + table.row().owner()
                        + " and its views and functions see all tenants' rows",
                "alter table " + table.sql() + " force row level security");
    }

    private void ownerNotTold() {
        add(
                TenantCheck.OWNER_NOT_TOLD,
                PolicyFixes.untold(table.row().owner()),
                PolicyFixes.toldOwner(table.policies(), table.sql(), table.row().owner()));
    }

    private void tenantPolicy() {
        List<Policy> holding =
                table.forApplication(false).filter(this::holdsSomething).toList();
        List<String> open = Policy.openToRead(holding, table.tenant());
        if (!open.isEmpty()) {
            add(
                    TenantCheck.POLICY_MISSING,
                    "no restrictive policy for " + table.appRole() + " compares " + table.tenant()
                            + " with the transaction's tenant on " + String.join(", ", open),
                    PolicyFixes.restrictive(
                            table.policies(), table.sql(), "holdfast_tenant", table.appRole(), table.ownRow()));
            return;
        }
        Policy.openToWrite(holding, table.tenant()).stream()
                .findFirst()
                .ifPresent(command -> withCheck(command, holding));
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
                weak.filter(policy -> policy.isOnlyFor(table.appRole()))
                        .map(policy -> policy.altered(table.sql(), policy.usingOrTrue(), checkedOwnRow(policy)))
                        .orElseGet(() -> furtherCheck(command)));
    }

    /** With what the policy asks for already. */
    private String checkedOwnRow(Policy policy) {
        String check = SqlScan.bare(Objects.requireNonNullElse(policy.check(), policy.usingOrTrue()));
        return check.equals("true") ? table.ownRow() : "(" + check + ") and " + table.ownRow();
    }

    private String furtherCheck(String command) {
        return "create policy " + PolicyFixes.freeName(table.policies(), "holdfast_tenant_" + command) + " on "
                + table.sql() + " as restrictive for " + command + " to " + Identifiers.quoted(table.appRole())
                + (command.equals("update") ? " using (true)" : "") + " with check (" + table.ownRow() + ")";
    }

    private void add(Check check, String cause, String fix) {
        findings.add(table.finding(check, cause, bare ? TenancyFixes.enableTenancy(table) : fix));
    }
}
