package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.changelog.Change;
import dev.holdfast.changelog.DeletionChanges;
import dev.holdfast.changelog.EncryptionChanges;
import dev.holdfast.changelog.TableChanges;
import dev.holdfast.changelog.TenancyChanges;
import dev.holdfast.jdbi.internal.doctor.Rows.ForeignKeyRow;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Reference;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Fixes that are Liquibase changes, as XML to put into a change set: what the schema's changelog says of the table, but for
 * what the catalogue knows better.
 */
final class Fixes {

    private Fixes() {}

    /** For a table without any fence. */
    static String enableTenancy(Fenced table) {
        return tenancy(table).toXmlFragment();
    }

    /** For a table whose rows don't have a tenant yet. */
    static String enableTenancyForExistingRows(Fenced table) {
        return tenancy(table).with("existingRowsTenant", "…").toXmlFragment();
    }

    private static Change tenancy(Fenced table) {
        return withAppRole(TenancyChanges.enableTenancy(table.declared()), table)
                .with("index", KeyChecks.hasTenantIndex(table) ? "false" : null);
    }

    private static Change withAppRole(Change change, Fenced table) {
        return table.named(change).with("appRole", table.appRole().equals("holdfast_app") ? null : table.appRole());
    }

    /** For a foreign key between these tables whose columns, without the tenants', are given. */
    static String tenantForeignKey(Fenced from, Fenced to, ForeignKeyRow key, List<ForeignKeyRow> columns) {
        Change change = between(TenancyChanges.addTenantForeignKey(from.declared(), to.declared()), from, to)
                .with(
                        "baseColumnNames",
                        columns.stream().map(ForeignKeyRow::fromColumn).collect(Collectors.joining(", ")))
                .with(
                        "referencedColumnNames",
                        columns.stream().map(ForeignKeyRow::toColumn).collect(Collectors.joining(", ")))
                .with("constraintName", key.name())
                .with(
                        "onDelete",
                        switch (key.onDelete()) {
                            case "r" -> "restrict";
                            case "c" -> "cascade";
                            case "n" -> "set null";
                            default -> "no action";
                        });
        return dropForeignKey(from, key.name()) + "\n" + change.toXmlFragment();
    }

    /** For a soft-deletable table; it goes over what is there already. */
    static String enableSoftDelete(Fenced table, Facts facts) {
        String across = facts.acrossRole(table);
        return withAppRole(DeletionChanges.enableSoftDelete(table.declared()), table)
                .with("acrossRole", across.equals("holdfast_across") ? null : across)
                .with("version", "2")
                .toXmlFragment();
    }

    /**
     * For a reference to a soft-deletable table; it goes over what is there already.
     *
     * @param name the constraint's
     */
    static String softForeignKey(Fenced from, Reference reference, Fenced to, String name) {
        return between(DeletionChanges.addSoftForeignKey(reference), from, to)
                .with("constraintName", name)
                .with("version", "2")
                .toXmlFragment();
    }

    private static Change between(Change change, Fenced from, Fenced to) {
        return change.with("baseTableSchemaName", from.row().schema())
                .with("baseTableName", from.row().name())
                .with("referencedTableSchemaName", to.row().schema())
                .with("referencedTableName", to.row().name());
    }

    /** For an encrypted column that isn't there. */
    static String addEncryptedColumn(Fenced table, EncryptedColumn<?> column) {
        return table.named(EncryptionChanges.addEncryptedColumn(column)).toXmlFragment();
    }

    /** For a blind index that isn't there. */
    static String addBlindIndex(Fenced table, BlindIndexColumn index) {
        return table.named(EncryptionChanges.addBlindIndex(index)).toXmlFragment();
    }

    /** For an encrypted column that is one of clear text, of that type. */
    static String encryptExistingColumn(Fenced table, EncryptedColumn<?> column, String type) {
        return table.named(EncryptionChanges.encryptExistingColumn(column, type))
                .toXmlFragment();
    }

    /** For an encrypted column that has been migrated. */
    static String requireEncryption(Fenced table, EncryptedColumn<?> column) {
        return table.named(EncryptionChanges.requireEncryption(column)).toXmlFragment();
    }

    static String dropForeignKey(Fenced from, String name) {
        return TableChanges.dropForeignKey(from.declared(), name)
                .with("baseTableSchemaName", from.row().schema())
                .with("baseTableName", from.row().name())
                .toXmlFragment();
    }
}
