package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.internal.Identifiers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the session's role is the one that the policies are for, and may read the tables. */
final class GrantChecks {

    private final Facts facts;
    private final String session;

    private GrantChecks(Facts facts) {
        this.facts = facts;
        session = facts.application().name();
    }

    static Stream<Finding> of(Facts facts) {
        GrantChecks checks = new GrantChecks(facts);
        Facts.Unknown unknown = facts.unknown();
        if (unknown == null) {
            return facts.registered().filter(table -> !table.row().readable()).map(GrantChecks::unreadable);
        }
        return Stream.concat(
                Stream.of(checks.unknown(unknown)),
                facts.registered()
                        .filter(table ->
                                unknown.row().unreadable().contains(table.row().oid()))
                        .map(GrantChecks::unreadable));
    }

    private Finding unknown(Facts.Unknown unknown) {
        List<ExaminedTable> fenced = facts.registered()
                .filter(table -> table.policies().stream().anyMatch(policy -> policy.isFor(unknown.role())))
                .toList();
        return new Finding(
                TableCheck.ROLE_UNKNOWN,
                session,
                "the policies of " + fenced.stream().map(ExaminedTable::subject).collect(Collectors.joining(", "))
                        + " are for " + unknown.role() + ", and the role that connects isn't a member of it: it has no"
                        + " rows there, and what else may be wrong wasn't looked at",
                isMeantForMore() || unknown.row().powerful()
                        ? connect(unknown.role())
                        : "grant " + Identifiers.quoted(unknown.role()) + " to " + Identifiers.quoted(session));
    }

    /** As the owner, or as the role for work across tenants, it isn't the application's, and shouldn't become it. */
    private boolean isMeantForMore() {
        return facts.relations().stream().anyMatch(table -> table.row().owner().equals(session))
                || session.equals(Facts.ACROSS_ROLE)
                || facts.relations().stream()
                        .flatMap(table -> table.policies().stream())
                        .filter(Policy::isForAllTenants)
                        .anyMatch(policy -> policy.isFor(session));
    }

    /** What to do instead of a change to the database. */
    static String connect(String role) {
        return "connect as a login of the application's own, which is a member of " + role
                + " and of nothing else that owns tables or sees all tenants";
    }

    /** Who may read what isn't fenced would see all tenants. */
    private static Finding unreadable(ExaminedTable table) {
        boolean open = table.declared().tenantKey() == null
                ? table.speaksOfTenants()
                : !table.isTenantOwned() || !table.isFenced();
        return table.finding(
                TableCheck.GRANT_MISSING,
                table.appRole() + " may not read it, or not use its schema",
                open || !table.isTable()
                        ? "first see to it that it shows one tenant's rows only, then " + grant(table)
                        : grant(table));
    }

    private static String grant(ExaminedTable table) {
        String role = Identifiers.quoted(table.appRole());
        String rights = table.isTable()
                ? table.declared().isSoftDeletable() ? "select, insert, update" : "select, insert, update, delete"
                : "select";
        return "grant usage on schema " + Identifiers.quoted(table.row().schema()) + " to " + role + "; grant " + rights
                + " on " + table.sql() + " to " + role;
    }
}
