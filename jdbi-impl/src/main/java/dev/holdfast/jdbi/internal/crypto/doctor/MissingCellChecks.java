package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.changelog.Change;
import dev.holdfast.changelog.EncryptionChanges;
import dev.holdfast.doctor.Finding;
import dev.holdfast.doctor.TableCheck;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.table.AnyColumn;
import java.util.stream.Stream;

/** Whether encrypted columns and blind indexes are there. */
final class MissingCellChecks {

    private MissingCellChecks() {}

    static Stream<Finding> of(Facts facts) {
        return facts.registered()
                .flatMap(table -> Stream.concat(
                        table.declared().encryptedColumns().stream()
                                .flatMap(
                                        column -> missing(table, column, EncryptionChanges.addEncryptedColumn(column))),
                        table.declared().blindIndexes().stream()
                                .flatMap(index -> missing(table, index, EncryptionChanges.addBlindIndex(index)))));
    }

    private static Stream<Finding> missing(ExaminedTable table, AnyColumn<?> column, Change change) {
        return table.column(column.name()).isPresent()
                ? Stream.empty()
                : Stream.of(table.finding(
                        TableCheck.MISSING,
                        "column " + column.name() + " isn't there",
                        table.named(change).toXmlFragment()));
    }
}
