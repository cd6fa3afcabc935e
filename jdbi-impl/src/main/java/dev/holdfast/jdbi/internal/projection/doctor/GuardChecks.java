package dev.holdfast.jdbi.internal.projection.doctor;

import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.OwnFunction;
import dev.holdfast.jdbi.internal.doctor.OwnTable;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionFacts.Seen;
import dev.holdfast.jdbi.internal.projection.doctor.ProjectionRows.ProjectionTableRow;
import dev.holdfast.projection.ProjectionCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the tables of projections are there, can be used, and keep what they promise against every client. */
final class GuardChecks {

    private static final String SCHEMA = "holdfast.";
    private static final String APPLICATION = "the application";

    /** These call others, and need no rights of their own. */
    private static final Set<String> INVOKERS = Set.of(
            "unpark_stream",
            "projection_reached",
            "serve_projection",
            "pause_projection_of_tenant",
            "resume_projection_of_tenant");

    private final Facts facts;
    private final ProjectionFacts read;
    private final String appRole;
    private final List<Finding> findings = new ArrayList<>();

    private GuardChecks(Facts facts, ProjectionFacts read) {
        this.facts = facts;
        this.read = read;
        this.appRole = Policy.applicationRole(read.policies().values())
                .orElseGet(() -> facts.application().name());
    }

    static Stream<Finding> of(Facts facts, ProjectionFacts read) {
        if (!read.isComplete()) {
            return Stream.of(new Finding(
                    ProjectionCheck.PROJECTIONS_UNUSABLE,
                    "holdfast.projections",
                    "the tables of projections aren't there, or not all of them",
                    "<include file=\"dev/holdfast/liquibase/changelog.xml\"/>"));
        }
        return new GuardChecks(facts, read).findings();
    }

    private Stream<Finding> findings() {
        read.tables().forEach(row -> {
            lacking(row, APPLICATION, appRole);
            guarded(row);
        });
        functions(read.functions(), new OwnFunction.Caller(APPLICATION, appRole));
        for (String opened : read.opened()) {
            String[] parts = opened.split("\\|", 2);
            add(
                    ProjectionCheck.PROJECTIONS_UNGUARDED,
                    SCHEMA + parts[0],
                    "the application may call it, though it concerns all tenants",
                    "revoke " + parts[1]);
        }
        Seen seen = read.seen();
        if (seen != null) {
            String caller = "the role for work across tenants";
            seen.tables().forEach(row -> lacking(row, caller, seen.role()));
            Set<String> own = new HashSet<>();
            read.functions().forEach(function -> own.add(function.name()));
            functions(
                    seen.functions().stream()
                            .filter(function -> !own.contains(function.name()) || !function.executable())
                            .toList(),
                    new OwnFunction.Caller(caller, seen.role()));
        }
        return findings.stream().distinct();
    }

    private void functions(List<OwnFunction> functions, OwnFunction.Caller caller) {
        for (OwnFunction function : functions) {
            findings.addAll(function.findings(
                    ProjectionCheck.PROJECTIONS_UNGUARDED,
                    ProjectionCheck.PROJECTIONS_UNUSABLE,
                    caller,
                    !INVOKERS.contains(function.name()),
                    "pg_catalog, pg_temp"));
        }
    }

    private void lacking(ProjectionTableRow row, String who, String role) {
        if (!row.lacking().isEmpty()) {
            String privileges = String.join(", ", row.lacking()).toLowerCase(java.util.Locale.ROOT);
            add(
                    ProjectionCheck.PROJECTIONS_UNUSABLE,
                    SCHEMA + row.name(),
                    who + " lacks " + privileges,
                    "grant usage on schema holdfast to " + Identifiers.quoted(role) + "; grant " + privileges + " on "
                            + SCHEMA + row.name() + " to " + Identifiers.quoted(role));
        }
    }

    private void guarded(ProjectionTableRow row) {
        String name = SCHEMA + row.name();
        if (row.own()) {
            add(
                    ProjectionCheck.PROJECTIONS_UNGUARDED,
                    name,
                    "it belongs to " + row.owner()
                            + ", as which the application can act: it could move checkpoints by hand",
                    "alter " + (row.view() ? "view " : "table ") + name + " owner to holdfast_owner");
        }
        for (String excess : row.excess()) {
            add(
                    ProjectionCheck.PROJECTIONS_UNGUARDED,
                    name,
                    "a privilege is granted that lets more be seen or changed than the functions do: " + excess,
                    "revoke " + excess);
        }
        if (row.view()) {
            return;
        }
        OwnTable table = new OwnTable(name, "what concerns all", appRole, facts.tenantType());
        findings.addAll(table.rowSecurity(ProjectionCheck.PROJECTIONS_UNGUARDED, row.rowSecurity(), row.forced()));
        if (row.tenants()) {
            findings.addAll(table.policies(
                    ProjectionCheck.PROJECTIONS_UNGUARDED,
                    ProjectionCheck.PROJECTIONS_UNUSABLE,
                    read.policies().getOrDefault(Objects.requireNonNull(row.oid()), List.of())));
        } else if (!row.seen()) {
            String owner = Identifiers.quoted(Objects.requireNonNull(row.owner()));
            add(
                    ProjectionCheck.PROJECTIONS_UNUSABLE,
                    name,
                    "no policy shows its rows to its owner " + owner + ", as which the functions of projections run",
                    "drop policy if exists holdfast_owner on " + name + "; create policy holdfast_owner on " + name
                            + " as permissive for all to " + owner + " using (true)");
        }
    }

    private void add(Check check, String subject, String cause, String fix) {
        findings.add(new Finding(check, subject, cause, fix));
    }
}
