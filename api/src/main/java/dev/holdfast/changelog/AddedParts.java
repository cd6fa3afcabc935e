package dev.holdfast.changelog;

import dev.holdfast.doctor.Renaming;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.List;
import java.util.Objects;

/** The changes that bring tables of an earlier release up to what is declared: names, columns, keys and indexes. */
final class AddedParts {

    private final Schema schema;
    private final Missing missing;
    private final TableChanges changes;
    private final ChangelogXml xml;

    AddedParts(Schema schema, Missing missing, TableChanges changes, ChangelogXml xml) {
        this.schema = schema;
        this.missing = missing;
        this.changes = changes;
        this.xml = xml;
    }

    void write() {
        missing.renamings().forEach(this::writeRenaming);
        for (Table table : schema.inDependencyOrder()) {
            missing.columns().getOrDefault(table, List.of()).forEach(column -> writeColumn(table, column));
            missing.keys().getOrDefault(table, List.of()).forEach(key -> writeKey(table, key));
        }
    }

    private void writeRenaming(Renaming renaming) {
        Table table = schema.tables().stream()
                .filter(t -> t.qualifiedName().equals(renaming.table()))
                .findFirst()
                .orElseThrow();
        String column = renaming.column();
        xml.open(table.qualifiedName() + (column == null ? "" : "." + column) + " renamed");
        xml.add(
                column == null
                        ? Change.of("renameTable")
                                .with("schemaName", table.schemaName())
                                .with("oldTableName", renaming.before())
                                .with("newTableName", table.name())
                        : Attributes.ofTable("renameColumn", table)
                                .with("oldColumnName", renaming.before())
                                .with("newColumnName", column));
        xml.close();
    }

    private void writeColumn(Table table, AnyColumn<?> column) {
        String id = column.qualifiedName() + " added";
        if (column.metadata().generatedSql() != null) {
            changes.writeGenerated(table, List.of(column), id, key -> false);
            return;
        }
        boolean empty = !column.isNullable()
                && column.metadata().defaultSql() == null
                && !column.metadata().isIdentity();
        xml.open(id);
        if (column instanceof BlindIndexColumn index) {
            xml.add(EncryptionChanges.addBlindIndex(index));
        } else if (column instanceof EncryptedColumn<?> encrypted) {
            xml.add(EncryptionChanges.addEncryptedColumn(encrypted).with("nullable", null));
        } else {
            changes.writeAddedColumn(column, column.isNullable() || empty);
        }
        xml.close();
        if (empty && !(column instanceof BlindIndexColumn)) {
            writeNotNull(table, column);
        }
    }

    private void writeNotNull(Table table, AnyColumn<?> column) {
        xml.comment("Rows that are there have no value in " + column.qualifiedName()
                + " yet, and the next change set fails until they have one: give it to them in a change set before it, by"
                + " holdfast:sqlAcrossTenants where they are tenants'.");
        xml.open(column.qualifiedName() + " not null");
        xml.add(Attributes.ofTable("addNotNullConstraint", table).with("columnName", column.name()));
        xml.close();
    }

    private void writeKey(Table table, Table.Key key) {
        String name = Objects.requireNonNull(schema.keyNames(table).get(key), "name");
        xml.open(table.qualifiedName() + " " + name + " added");
        changes.writeKeys(table, key::equals);
        if (table.isSoftDeletable() && !key.unique()) { // made by SQL
            xml.rollback("drop index " + Identifiers.quoted(table.schemaName(), name));
        }
        xml.close();
    }
}
