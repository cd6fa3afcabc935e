package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.CheckRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.DependentRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.FewValuesRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.KeyTableRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.WrappingRow;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Policy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was read for encrypted columns; nothing is asked where the schema has none.
 *
 * @param settings how this Holdfast encrypts; null where it was built without
 * @param tables the tables with encrypted columns, without those that inherit
 * @param rows how many rows they have, partitions counted in, by their oids
 * @param keyTable null where there is no table of data keys
 * @param keyPolicies the policies of that table
 * @param wrapping keys of keyrings that wrap data keys without being the primary one; empty where nobody may count
 * @param superseded how many data keys were superseded long ago
 */
record EncryptionFacts(
        @Nullable Encryption settings,
        List<ExaminedTable> tables,
        List<CheckRow> checks,
        List<DependentRow> dependents,
        Map<Long, Long> rows,
        List<FewValuesRow> fewValues,
        @Nullable KeyTableRow keyTable,
        List<Policy> keyPolicies,
        List<WrappingRow> wrapping,
        int superseded) {

    static EncryptionFacts none() {
        return new EncryptionFacts(
                null, List.of(), List.of(), List.of(), Map.of(), List.of(), null, List.of(), List.of(), 0);
    }

    Stream<CheckRow> checks(ExaminedTable table) {
        return checks.stream().filter(check -> check.relation() == table.row().oid());
    }

    Stream<DependentRow> dependents(ExaminedTable table) {
        return dependents.stream()
                .filter(dependent -> dependent.relation() == table.row().oid());
    }

    long rows(ExaminedTable table) {
        return rows.getOrDefault(table.row().oid(), 0L);
    }
}
