package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.audit.AuditCheck;
import dev.holdfast.changelog.Change;
import dev.holdfast.doctor.Finding;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.FaultRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.RecordedRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.StateRow;
import dev.holdfast.jdbi.internal.doctor.Facts;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether all that is to be recorded is. */
final class RecordingChecks {

    private RecordingChecks() {}

    static Stream<Finding> of(Facts facts, RecordingFacts recording, RecordingCatalog catalog) {
        StateRow state = recording.state();
        String application = Identifiers.quoted(facts.application().name());
        if (state.recording() && !state.readable()) {
            return Stream.of(unknown(
                    "the application may not read it, so nobody knows what is recorded",
                    "grant usage on schema holdfast to " + application
                            + "; grant select on holdfast.recorded_tables to " + application));
        }
        if (recording.recorded().stream().noneMatch(row -> row.audited() || row.historical())) {
            return Stream.empty();
        }
        if (!state.callable()) {
            return Stream.of(unknown(
                    "the functions that say whether all is recorded aren't there, or the application may not execute them",
                    "grant execute on function holdfast.recording_faults(), holdfast.audit_upkeep_due() to "
                            + application));
        }
        return Stream.of(
                        faults(facts, recording, "problem", AuditCheck.RECORDING_UNSAFE),
                        faults(facts, recording, "trigger", AuditCheck.RECORDING_INCOMPLETE),
                        faults(facts, recording, "function", AuditCheck.RECORDING_STALE),
                        catalog.switchedOff().stream()
                                .map(row -> new Finding(
                                        AuditCheck.RECORDING_SWITCHED_OFF,
                                        "session_replication_role",
                                        "for " + row.subject()
                                                + " it is replica, by which no trigger fires: changes leave no entry and no version",
                                        row.statement())))
                .flatMap(findings -> findings);
    }

    private static Finding unknown(String cause, String fix) {
        return new Finding(AuditCheck.RECORDING_UNKNOWN, "holdfast.recorded_tables", cause, fix);
    }

    private static Stream<Finding> faults(Facts facts, RecordingFacts recording, String kind, AuditCheck check) {
        return recording.faults(kind).map(fault -> {
            RecordedRow row = recording.of(fault);
            boolean renewable = fault.remedy() == null;
            return new Finding(
                    check,
                    RecordingFacts.subject(facts, row),
                    (renewable
                                    ? "not all of its changes are recorded, or not as they are: "
                                    : "its changes aren't recorded rightly: ")
                            + fault.fault(),
                    renewable ? RecordingFacts.renewed(row) : remedy(row, fault));
        });
    }

    /** Other triggers can be told apart from Holdfast's by one for each row, except with partitions. */
    private static String remedy(RecordedRow row, FaultRow fault) {
        String remedy = Objects.requireNonNull(fault.remedy());
        return remedy.contains("byRow=\"true\"") && !row.partitioned()
                ? changed(row).with("byRow", "true").toXmlFragment()
                : remedy;
    }

    /** The change that goes on with all other options. */
    private static Change changed(RecordedRow row) {
        Change change = Change.of(row.historical() ? "holdfast:enableHistory" : "holdfast:enableAudit")
                .with("schemaName", row.schema())
                .with("tableName", row.name())
                .with("tenant", row.tenantColumn() == null ? "false" : null)
                .with("tenantColumn", row.tenantColumn())
                .with("version", "2");
        return row.historical()
                ? change
                : change.with("excludeColumns", joined(row.excludedColumns()))
                        .with("includeColumns", joined(row.includedColumns()))
                        .with("wholeCopies", row.wholeCopies() ? "true" : null)
                        .with("recordNoOps", row.noOps() ? "true" : null);
    }

    private static @Nullable String joined(@Nullable List<String> names) {
        return names == null || names.isEmpty() ? null : String.join(",", names);
    }
}
