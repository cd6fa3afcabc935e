package dev.holdfast.jdbi.internal.history.doctor;

import dev.holdfast.audit.AuditCheck;
import dev.holdfast.changelog.Change;
import dev.holdfast.changelog.HistoryChanges;
import dev.holdfast.doctor.Check;
import dev.holdfast.doctor.Finding;
import dev.holdfast.history.HistoryCheck;
import dev.holdfast.jdbi.internal.audit.doctor.AuditFindings;
import dev.holdfast.jdbi.internal.audit.doctor.DeclaredAudit;
import dev.holdfast.jdbi.internal.audit.doctor.Guards;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingCatalog;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingFacts;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.FaultRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.GuardedRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.RecordedRow;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.Examination;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Fixes;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Examines what records tables' changes, the audit log, and tables' histories: from what is declared to what is there, and back. One
 * examination, since both are recorded by the same triggers.
 */
public final class RecordingExamination implements Examination {

    @Override
    public List<? extends Check> checks() {
        return Stream.<Check>concat(Stream.of(AuditCheck.values()), Stream.of(HistoryCheck.values()))
                .toList();
    }

    @Override
    public Stream<Finding> findings(Facts facts, Connections connections) {
        return connections.application().withExtension(RecordingCatalog.class, catalog -> {
            RecordingFacts recording = RecordingFacts.read(catalog);
            Jdbi application = connections.application();
            List<Finding> findings = new ArrayList<>();
            AuditFindings.of(facts, application, recording, catalog).forEach(findings::add);
            if (!recording.state().recording() || recording.state().readable()) {
                declared(facts, recording).forEach(findings::add);
            }
            stale(facts, recording).forEach(findings::add);
            guards(facts, application, recording, catalog).forEach(findings::add);
            return findings.stream();
        });
    }

    /** The declarations and the catalogue, compared both ways. */
    private static Stream<Finding> declared(Facts facts, RecordingFacts recording) {
        return facts.registered().filter(ExaminedTable::isTable).flatMap(table -> {
            RecordedRow row = recorded(recording, table).orElse(null);
            return Stream.concat(DeclaredAudit.of(table, row), history(facts, table, row));
        });
    }

    private static Stream<Finding> history(Facts facts, ExaminedTable table, @Nullable RecordedRow recorded) {
        boolean has = recorded != null && recorded.historical();
        if (table.declared().isHistorical() == has) {
            return Stream.empty();
        }
        return Stream.of(
                has
                        ? table.finding(
                                HistoryCheck.HISTORY_UNDECLARED,
                                "it has a history, and its table object doesn't implement Historical: nothing in Java reads it",
                                "let the class of its table object implement Historical, or roll enableHistory back")
                        : table.finding(
                                HistoryCheck.HISTORY_MISSING,
                                "its table object implements Historical, and none of its rows' states are kept",
                                enableHistory(facts, table).toXmlFragment()));
    }

    private static Change enableHistory(Facts facts, ExaminedTable table) {
        String across = facts.acrossRole(table);
        return Fixes.withAppRole(HistoryChanges.enableHistory(table.declared()), table)
                .with("acrossRole", across.equals("holdfast_across") ? null : across)
                .with("version", "2");
    }

    private static Optional<RecordedRow> recorded(RecordingFacts recording, ExaminedTable table) {
        return recording.recorded().stream()
                .filter(row -> row.relation() == table.row().oid())
                .findFirst();
    }

    private static Stream<Finding> stale(Facts facts, RecordingFacts recording) {
        return Stream.concat(recording.faults("versions"), recording.faults("views"))
                .map(fault -> new Finding(
                        HistoryCheck.HISTORY_STALE,
                        RecordingFacts.subject(facts, recording.of(fault)),
                        "its history isn't what it would be by its columns: " + fault.fault(),
                        fix(facts, recording, fault)));
    }

    private static String fix(Facts facts, RecordingFacts recording, FaultRow fault) {
        RecordedRow row = recording.of(fault);
        String table = RecordingFacts.literal(row);
        return row.versions() != null
                ? RecordingFacts.renewed(row)
                : "update holdfast.recorded_tables set historical = false, versions = null where table_id = "
                        + row.tableId()
                        + "; select holdfast.enable_history(" + table + ", " + literal(row.tenantColumn()) + ", "
                        + SqlLiteral.of(facts.application().name()) + ", " + SqlLiteral.of(across(facts)) + ")";
    }

    private static String across(Facts facts) {
        return facts.acrossRoles().iterator().next();
    }

    private static String literal(@Nullable String name) {
        return name == null ? "null" : SqlLiteral.of(name);
    }

    private static Stream<Finding> guards(
            Facts facts, Jdbi application, RecordingFacts recording, RecordingCatalog catalog) {
        Map<Long, RecordedRow> histories = recording.recorded().stream()
                .filter(row -> row.historical() && row.versions() != null)
                .collect(Collectors.toMap(row -> Objects.requireNonNull(row.versions()), Function.identity()));
        if (histories.isEmpty()) {
            return Stream.empty();
        }
        Map<Long, List<Policy>> policies = Policy.read(application, List.copyOf(histories.keySet()));
        return catalog
                .guarded(
                        histories.keySet().toArray(Long[]::new),
                        facts.acrossRoles().toArray(String[]::new))
                .stream()
                .flatMap(row -> Stream.concat(
                        Guards.of(
                                HistoryCheck.HISTORY_UNGUARDED,
                                row,
                                facts.application().name()),
                        policies(
                                facts,
                                row,
                                Objects.requireNonNull(histories.get(row.oid())),
                                policies.getOrDefault(row.oid(), List.of()))));
    }

    private static Stream<Finding> policies(Facts facts, GuardedRow row, RecordedRow recorded, List<Policy> there) {
        String tenant = recorded.tenantColumn();
        boolean fenced = tenant == null
                || there.stream()
                        .anyMatch(policy -> !policy.permissive()
                                && policy.bindsApplication()
                                && policy.command().equals("all")
                                && policy.holdsReading(tenant)
                                && policy.holdsWriting(tenant));
        boolean open = there.stream()
                .anyMatch(policy -> policy.permissive() && policy.bindsApplication() && policy.covers("select"));
        return fenced && open
                ? Stream.empty()
                : Stream.of(new Finding(
                        HistoryCheck.HISTORY_UNGUARDED,
                        row.sql(),
                        fenced
                                ? "no permissive policy lets the application read it: its rows seem to have no history"
                                : "no restrictive policy holds the application to the versions of its tenant",
                        "select holdfast.fence_versions(t, "
                                + SqlLiteral.of(facts.application().name()) + ", "
                                + SqlLiteral.of(across(facts))
                                + ") from holdfast.recorded_tables t where t.table_id = " + recorded.tableId()));
    }
}
