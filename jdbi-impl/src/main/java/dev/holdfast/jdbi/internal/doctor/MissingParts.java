package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.changelog.Changelog;
import dev.holdfast.changelog.Missing;
import dev.holdfast.doctor.Additions;
import dev.holdfast.doctor.Renaming;
import dev.holdfast.error.SchemaException;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a database lacks of a schema, for the changelog of its next release. */
record MissingParts(Facts facts, Set<String> ids, boolean withoutHoldfast) implements Additions {

    /** True where there is something to add. */
    static boolean any(Facts facts) {
        MissingParts parts = new MissingParts(facts, Set.of(), false);
        Missing missing = parts.missing(List.of());
        return !missing.tables().isEmpty()
                || !missing.columns().isEmpty()
                || !missing.keys().isEmpty();
    }

    @Override
    public String toChangelog(String author, List<Renaming> renamings) {
        renamings.forEach(this::check);
        return Changelog.ofMissing(facts.schema(), author, missing(renamings)).toXml();
    }

    private Missing missing(List<Renaming> renamings) {
        Schema schema = facts.schema();
        Set<Table> tables = new HashSet<>();
        Map<Table, List<AnyColumn<?>>> columns = new LinkedHashMap<>();
        Map<Table, List<Table.Key>> keys = new LinkedHashMap<>();
        for (Table table : schema.tables()) {
            ExaminedTable there = facts.relation(table).orElse(null);
            if (there == null) {
                if (renamings.stream().noneMatch(renaming -> isOf(renaming, table) && renaming.column() == null)) {
                    tables.add(table);
                }
            } else if (there.isTable()) {
                List<AnyColumn<?>> lacking = lacking(there)
                        .filter(column -> renamings.stream()
                                .noneMatch(renaming ->
                                        isOf(renaming, table) && column.name().equals(renaming.column())))
                        .toList();
                List<Table.Key> lackingKeys = new MissingKeys(there, name -> named(renamings, table, name))
                        .find(schema)
                        .filter(key -> isMadeFor(there, key))
                        .toList();
                put(columns, table, lacking);
                put(keys, table, lackingKeys);
            }
        }
        return new Missing(tables, columns, keys, facts.types().keySet(), renamings, ids, withoutHoldfast);
    }

    private static <T> void put(Map<Table, List<T>> map, Table table, List<T> values) {
        if (!values.isEmpty()) {
            map.put(table, values);
        }
    }

    private static boolean isOf(Renaming renaming, Table table) {
        return renaming.table().equals(table.qualifiedName());
    }

    private static String named(List<Renaming> renamings, Table table, String name) {
        return renamings.stream()
                .filter(renaming -> isOf(renaming, table) && name.equals(renaming.column()))
                .map(Renaming::before)
                .findFirst()
                .orElse(name);
    }

    /** Tenants and deletions come by changes of their own, which ask what becomes of the rows: the findings have them. */
    private static Stream<AnyColumn<?>> lacking(ExaminedTable table) {
        return table.declared().columns().stream()
                .filter(column -> table.column(column.name()).isEmpty())
                .filter(column -> column.metadata().role() != ColumnRole.TENANT_KEY
                        && column.metadata().role() != ColumnRole.DELETION)
                .map(column -> (AnyColumn<?>) column);
    }

    /** Keys among live rows need the columns of deletions. */
    private static boolean isMadeFor(ExaminedTable table, Table.Key key) {
        return !table.isSoftDeletable()
                || table.declared().columns().stream()
                        .filter(column -> column.metadata().role() == ColumnRole.DELETION)
                        .allMatch(column -> table.column(column.name()).isPresent());
    }

    private void check(Renaming renaming) {
        Table table = facts.schema().tables().stream()
                .filter(declared -> isOf(renaming, declared))
                .findFirst()
                .orElseThrow(() -> refused(renaming, "no table " + renaming.table() + " is registered"));
        ExaminedTable there = facts.relation(table).orElse(null);
        String column = renaming.column();
        if (column == null) {
            checkTable(renaming, table, there);
            return;
        }
        AnyColumn<?> declared = table.columns().stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst()
                .orElseThrow(() -> refused(renaming, "no column " + column + " is declared"));
        if (there == null || there.column(renaming.before()).isEmpty()) {
            throw refused(renaming, "PostgreSQL has no column " + renaming.before() + " there");
        }
        if (there.column(column).isPresent()) {
            throw refused(renaming, "PostgreSQL has the column " + column + " already");
        }
        if (declared.type().protection() != null) {
            throw refused(
                    renaming, "ciphertext and hashes are bound to the column's name: add the new one and reencrypt");
        }
    }

    private void checkTable(Renaming renaming, Table table, @org.jspecify.annotations.Nullable ExaminedTable there) {
        if (there != null) {
            throw refused(renaming, "PostgreSQL has the table " + renaming.table() + " already");
        }
        if (table.isSoftDeletable() || !table.encryptedColumns().isEmpty()) {
            throw refused(
                    renaming,
                    "a soft-deletable table, or one with encrypted columns, has more under its name: views, functions,"
                            + " ciphertexts");
        }
        if (facts.strangers().stream().noneMatch(stranger -> stranger.name().equals(renaming.before()))) {
            throw refused(
                    renaming, "the application sees no table " + renaming.before() + " beside the registered ones");
        }
    }

    private static SchemaException refused(Renaming renaming, String cause) {
        return new SchemaException("The renaming of " + renaming.before() + " to "
                + (renaming.column() == null ? renaming.table() : renaming.table() + "." + renaming.column())
                + " can't be done: " + cause);
    }
}
