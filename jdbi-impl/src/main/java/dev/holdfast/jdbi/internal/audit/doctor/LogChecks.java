package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.audit.AuditCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.GuardedRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.UpkeepRow;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.doctor.PolicyFixes;
import dev.holdfast.sql.SqlType;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Whether the audit log keeps what it promises against every client, and stands ready for the next month. */
final class LogChecks {

    /** What lies there for longer, nobody seems to drop. */
    private static final int LONG_MONTHS = 24;

    private static final String LOG = "holdfast.audit_entries";

    /** What is known of tables, whose rows belong to no tenant. */
    private static final Set<String> OF_ALL_TENANTS = Set.of("holdfast.recorded_tables", "holdfast.renamed_columns");

    private final Facts facts;
    private final List<Finding> findings = new ArrayList<>();

    private LogChecks(Facts facts) {
        this.facts = facts;
    }

    static Stream<Finding> of(Facts facts, Jdbi application, RecordingFacts recording, RecordingCatalog catalog) {
        if (recording.recorded().isEmpty()) {
            return Stream.empty();
        }
        LogChecks checks = new LogChecks(facts);
        checks.guards(application, catalog);
        catalog.actorFaults()
                .forEach(row -> checks.findings.add(
                        new Finding(AuditCheck.ACTORS_MISCHECKED, "holdfast.change_sets", row.cause(), row.fix())));
        if (recording.state().callable()
                && recording.recorded().stream().anyMatch(RecordingRows.RecordedRow::audited)) {
            checks.upkeep(catalog.upkeep());
        }
        return checks.findings.stream();
    }

    private void guards(Jdbi application, RecordingCatalog catalog) {
        Long[] log = catalog.log().toArray(Long[]::new);
        String[] across = facts.acrossRoles().toArray(String[]::new);
        List<Long> fenced = catalog.fenced(log);
        Map<Long, List<Policy>> policies = Policy.read(application, List.of(log));
        for (GuardedRow row : catalog.guarded(log, across)) {
            Guards.of(AuditCheck.AUDIT_UNGUARDED, row, facts.application().name())
                    .forEach(findings::add);
            if (!row.part() && !OF_ALL_TENANTS.contains(row.sql())) {
                policies(row, fenced.contains(row.oid()), policies.getOrDefault(row.oid(), List.of()));
            }
        }
        for (String revocation : catalog.revocations(across)) {
            findings.add(new Finding(
                    AuditCheck.AUDIT_UNGUARDED,
                    LOG,
                    "a function or the sequence of those that record changes is open to others: by " + revocation
                            + " it wouldn't be",
                    revocation));
        }
    }

    private void policies(GuardedRow row, boolean fenced, List<Policy> there) {
        String role = facts.application().name();
        if (!fenced) {
            findings.add(new Finding(
                    AuditCheck.AUDIT_UNGUARDED,
                    row.sql(),
                    "no restrictive policy holds " + role + " to what is its tenant's",
                    PolicyFixes.restrictive(there, row.sql(), "holdfast_tenant", role, ownRow())));
        }
        if (there.stream()
                .noneMatch(policy -> policy.permissive() && policy.bindsApplication() && policy.covers("select"))) {
            findings.add(new Finding(
                    AuditCheck.AUDIT_UNGUARDED,
                    row.sql(),
                    "no permissive policy lets " + role + " read it: its rows seem not to be recorded",
                    "create policy " + PolicyFixes.freeName(there, "holdfast_access") + " on " + row.sql()
                            + " as permissive for select to " + Identifiers.quoted(role) + " using (true)"));
        }
    }

    /** What audit.xml says, too. */
    private String ownRow() {
        SqlType<?> type = facts.schema().tenantType();
        String setting = "current_setting('holdfast.tenant_id', true)";
        return "tenant_id = (select nullif(" + setting + ", '')::" + (type == null ? "bigint" : type.castName())
                + ") or tenant_id is null and (select coalesce(" + setting + ", '') = '')";
    }

    private void upkeep(UpkeepRow row) {
        String prepare = "select holdfast.prepare_audit_partitions()";
        if (!row.isPrepared()) {
            due(
                    "this month's or next month's partition isn't there: entries would go to the one for the rest,"
                            + " where retention doesn't find them",
                    prepare);
        } else if (row.hasRest()) {
            due("entries lie in the partition for the rest, since theirs wasn't there", prepare);
        }
        OffsetDateTime oldest = row.oldest();
        if (oldest != null && oldest.isBefore(OffsetDateTime.now(ZoneOffset.UTC).minusMonths(LONG_MONTHS + 1L))) {
            findings.add(new Finding(
                    AuditCheck.AUDIT_RETENTION_DUE,
                    LOG,
                    "its oldest entries are of "
                            + oldest.toLocalDate().toString().substring(0, 7)
                            + ", and nothing seems to drop them after " + LONG_MONTHS
                            + " months: drop what you needn't keep, or accept this finding with the reason to keep it",
                    "select * from holdfast.drop_audit_partitions(now() - interval '" + LONG_MONTHS
                            + " months', dry_run => false)"));
        }
    }

    private void due(String cause, String fix) {
        findings.add(new Finding(
                AuditCheck.AUDIT_PARTITIONS_DUE,
                LOG,
                cause,
                fix + " -- as the role for work across tenants, each month"));
    }
}
