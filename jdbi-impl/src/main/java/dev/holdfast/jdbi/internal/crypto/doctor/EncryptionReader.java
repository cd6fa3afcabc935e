package dev.holdfast.jdbi.internal.crypto.doctor;

import dev.holdfast.crypto.Encryption;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.DependentRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.FewValuesRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.KeyTableRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.SizeRow;
import dev.holdfast.jdbi.internal.crypto.doctor.EncryptionRows.WrappingRow;
import dev.holdfast.jdbi.internal.doctor.Connections;
import dev.holdfast.jdbi.internal.doctor.ExaminedTable;
import dev.holdfast.jdbi.internal.doctor.Facts;
import dev.holdfast.jdbi.internal.doctor.Policy;
import dev.holdfast.table.AnyColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is there for encrypted columns.
 *
 * @param settings how this Holdfast encrypts; null where it was built without
 */
record EncryptionReader(Connections connections, @Nullable Encryption settings) {

    /** From so many data keys on, those that were superseded aren't looked for: it would take a while. */
    private static final long LARGE = 1_000_000;

    /** What was read of data keys. */
    private record Counted(List<WrappingRow> wrapping, int superseded) {}

    EncryptionFacts read(Facts facts) {
        List<ExaminedTable> tables = facts.relations().stream()
                .filter(table -> table.isTable() && !table.row().inherits())
                .filter(table -> !table.declared().encryptedColumns().isEmpty())
                .toList();
        return tables.isEmpty()
                ? EncryptionFacts.none()
                : connections
                        .application()
                        .withExtension(EncryptionCatalog.class, questions -> read(questions, facts, tables));
    }

    private EncryptionFacts read(EncryptionCatalog questions, Facts facts, List<ExaminedTable> tables) {
        List<ExaminedTable> relations = facts.relations();
        KeyTableRow keyTable =
                questions.keyTable(facts.acrossRoles().toArray(String[]::new)).orElse(null);
        Counted counted = keyTable == null ? new Counted(List.of(), 0) : counted(keyTable, tables);
        return new EncryptionFacts(
                settings,
                tables,
                questions.checks(oids(tables.stream())),
                dependents(questions, relations, tables),
                rows(questions, relations, tables),
                fewValues(questions, tables),
                keyTable,
                keyTable == null
                        ? List.of()
                        : Policy.read(connections.application(), List.of(keyTable.oid()))
                                .getOrDefault(keyTable.oid(), List.of()),
                counted.wrapping(),
                counted.superseded());
    }

    private static Long[] oids(Stream<ExaminedTable> tables) {
        return tables.map(table -> table.row().oid()).toArray(Long[]::new);
    }

    /** Registered views are declared with what they show. */
    private static List<DependentRow> dependents(
            EncryptionCatalog questions, List<ExaminedTable> relations, List<ExaminedTable> tables) {
        List<Long> oids = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (ExaminedTable table : tables) {
            for (AnyColumn<?> column : table.declared().encryptedColumns()) {
                oids.add(table.row().oid());
                columns.add(column.name());
            }
        }
        return questions.dependents(oids.toArray(Long[]::new), columns.toArray(String[]::new)).stream()
                .filter(dependent -> relations.stream()
                        .noneMatch(relation ->
                                !relation.isTable() && relation.row().oid() == dependent.oid()))
                .toList();
    }

    private static Map<Long, Long> rows(
            EncryptionCatalog questions, List<ExaminedTable> relations, List<ExaminedTable> tables) {
        Map<Long, Long> sizes = questions.sizes(oids(relations.stream())).stream()
                .collect(Collectors.toMap(SizeRow::relation, SizeRow::rows));
        Map<Long, Long> sums = new HashMap<>();
        for (ExaminedTable table : tables) {
            sums.put(
                    table.row().oid(),
                    relations.stream()
                            .filter(part -> part.declared() == table.declared())
                            .filter(part -> !part.row().kind().equals("p")) // whose own count is that of its partitions
                            .mapToLong(part -> sizes.getOrDefault(part.row().oid(), 0L))
                            .sum());
        }
        return sums;
    }

    private static List<FewValuesRow> fewValues(EncryptionCatalog questions, List<ExaminedTable> tables) {
        Long[] searched = oids(tables.stream()
                .filter(table -> !table.declared().blindIndexes().isEmpty())
                .filter(table -> !table.row().rowSecurity()));
        return searched.length == 0 ? List.of() : questions.fewValues(searched, BlindIndexChecks.FEW);
    }

    /** By who sees the data keys of all tenants; by the application where these tables are no tenants'. */
    private Counted counted(KeyTableRow keyTable, List<ExaminedTable> tables) {
        boolean ofTenants = tables.stream().anyMatch(table -> table.declared().tenantKey() != null);
        Jdbi seeing = ofTenants ? connections.across() : connections.application();
        if (seeing == null || settings == null) {
            return new Counted(List.of(), 0);
        }
        String primary = settings.keyring().primaryKeyId();
        return seeing.withExtension(EncryptionCatalog.class, questions -> {
            boolean readable = questions
                    .keyTable(new String[0])
                    .filter(seen -> seen.usable() && !seen.lacking().contains("select"))
                    .isPresent();
            return readable
                    ? new Counted(
                            questions.wrappingKeys(primary, EncryptionCatalog.MANY),
                            keyTable.rows() >= LARGE
                                    ? 0
                                    : questions.superseded(DataKeyChecks.LONG_AGO, EncryptionCatalog.MANY))
                    : new Counted(List.of(), 0);
        });
    }
}
