package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.CryptoCheck;
import dev.holdfast.doctor.Finding;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.CheckRow;
import dev.holdfast.jdbi.internal.doctor.CatalogRows.ColumnRow;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.table.AnyColumn;
import java.util.List;
import java.util.stream.Stream;

/** Columns in which PostgreSQL takes only ciphertext, and that aren't declared as encrypted. */
final class UndeclaredCellChecks {

    private UndeclaredCellChecks() {}

    /** Asks nothing where no column of bytes is declared without encryption. */
    static Stream<Finding> of(Facts facts, Connections connections) {
        List<ExaminedTable> tables = facts.registered()
                .filter(table -> table.isTable() && bytes(table).findAny().isPresent())
                .toList();
        if (tables.isEmpty()) {
            return Stream.empty();
        }
        List<CheckRow> checks = connections
                .application()
                .withExtension(
                        EncryptionCatalog.class,
                        questions -> questions.checks(
                                tables.stream().map(table -> table.row().oid()).toArray(Long[]::new)));
        return tables.stream().flatMap(table -> of(table, checks));
    }

    private static Stream<ColumnRow> bytes(ExaminedTable table) {
        return table.declared().columns().stream()
                .filter(column -> column.type().protection() == null)
                .map(AnyColumn::name)
                .flatMap(name -> table.column(name).stream())
                .filter(column -> column.baseType().equals("bytea"));
    }

    private static Stream<Finding> of(ExaminedTable table, List<CheckRow> checks) {
        List<CheckRow> own = checks.stream()
                .filter(check -> check.relation() == table.row().oid())
                .toList();
        return bytes(table)
                .filter(column -> CellChecks.keepsCells(own, column.name()))
                .map(column -> table.finding(
                        CryptoCheck.ENCRYPTION_NOT_DECLARED,
                        "PostgreSQL takes only ciphertext in " + column.name()
                                + ", and it isn't declared as encrypted: it is read as bytes that mean nothing, and"
                                + " written values are refused",
                        "declare " + column.name() + " with .encrypted() in "
                                + table.declared().getClass().getSimpleName()));
    }
}
