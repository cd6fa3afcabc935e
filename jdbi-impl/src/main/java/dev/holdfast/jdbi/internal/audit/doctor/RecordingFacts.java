package dev.holdfast.jdbi.internal.audit.doctor;

import dev.holdfast.internal.Identifiers;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.FaultRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.RecordedRow;
import dev.holdfast.jdbi.internal.audit.doctor.RecordingRows.StateRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.SqlLiteral;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the doctor's connection may know of recorded tables.
 *
 * @param recorded empty where nothing is recorded, or it can't be read
 */
public record RecordingFacts(StateRow state, List<RecordedRow> recorded, List<FaultRow> faults) {

    /** Asks; of what the role may not read, nothing. */
    public static RecordingFacts read(RecordingCatalog catalog) {
        StateRow state = catalog.state();
        List<RecordedRow> recorded = state.recording() && state.readable() ? catalog.recorded() : List.of();
        boolean asks = state.callable() && recorded.stream().anyMatch(row -> row.audited() || row.historical());
        return new RecordingFacts(state, recorded, asks ? catalog.faults() : List.of());
    }

    /** A table that a fault is of. */
    public RecordedRow of(FaultRow fault) {
        return recorded.stream()
                .filter(row -> row.tableId() == fault.tableId())
                .findFirst()
                .orElseThrow();
    }

    /** The faults of one kind. */
    public Stream<FaultRow> faults(String kind) {
        return faults.stream().filter(fault -> fault.kind().equals(kind));
    }

    /** What a finding calls a table: as it was declared, where it was. */
    public static String subject(Facts facts, RecordedRow row) {
        return facts.relations().stream()
                .filter(table -> table.row().oid() == row.relation())
                .map(ExaminedTable::subject)
                .findFirst()
                .orElseGet(() -> row.schema() + "." + row.name());
    }

    /** What writes all anew that records a table, and shows its history, by the options that it was enabled with. */
    public static String renewed(RecordedRow row) {
        return "select holdfast.renew_recording(" + literal(row) + ")";
    }

    /** The table's name with its schema, as SQL has it in quotes. */
    public static String literal(RecordedRow row) {
        return SqlLiteral.of(Identifiers.quoted(Objects.requireNonNull(row.schema())) + "."
                + Identifiers.quoted(Objects.requireNonNull(row.name())));
    }
}
