package dev.holdfast.changelog;

import dev.holdfast.internal.BlindHash;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes that make encrypted columns and their blind indexes. */
public final class EncryptionChanges {

    private EncryptionChanges() {}

    /** Adds an encrypted column, without its blind indexes. */
    public static Change addEncryptedColumn(EncryptedColumn<?> column) {
        return ofColumn("holdfast:addEncryptedColumn", column).with("nullable", column.isNullable() ? null : "false");
    }

    /** Adds a blind index over columns that are there. */
    public static Change addBlindIndex(BlindIndexColumn index) {
        return withIndex(
                Attributes.ofTable("holdfast:addBlindIndex", (Table) index.source())
                        .with("columnNames", Attributes.names(index.over())),
                index);
    }

    /**
     * Turns a column of clear text into one that keeps ciphertexts: the values stay in clear until the application, in
     * migrating mode, encrypts them.
     *
     * @param type PostgreSQL's type of the clear text
     */
    public static Change encryptExistingColumn(EncryptedColumn<?> column, String type) {
        return ofColumn("holdfast:encryptExistingColumn", column).with("columnDataType", type);
    }

    /** Ends the encryption of a column whose clear text has all been encrypted: PostgreSQL takes no clear text from then on. */
    public static Change requireEncryption(EncryptedColumn<?> column) {
        return ofColumn("holdfast:requireEncryption", column);
    }

    private static Change ofColumn(String element, EncryptedColumn<?> column) {
        return Attributes.ofTable(element, (Table) column.source()).with("columnName", column.name());
    }

    private static Change withIndex(Change change, BlindIndexColumn index) {
        Table table = (Table) index.source();
        int bits = index.hash().bits();
        return Attributes.withTenant(
                change.with("blindIndexName", index.name())
                        .with("blindIndexBits", bits < BlindHash.ALL_BITS ? Integer.toString(bits) : null)
                        .with("unique", index.metadata().isUnique() ? "true" : null)
                        .with("softDelete", index.metadata().isUnique() && table.isSoftDeletable() ? "true" : null),
                table);
    }

    /** The columns that come by these changes. */
    static boolean concern(AnyColumn<?> column) {
        return column.type().protection() != null;
    }

    static void write(Table table, ChangelogXml xml) {
        if (table.encryptedColumns().isEmpty()) {
            return;
        }
        xml.open(table.qualifiedName() + " encrypted columns");
        List<BlindIndexColumn> further = new ArrayList<>(table.blindIndexes());
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            Change change = addEncryptedColumn(column);
            BlindIndexColumn own = ownIndex(table, column);
            xml.add(own == null ? change : withIndex(change, own));
            further.remove(own);
        }
        further.forEach(index -> xml.add(addBlindIndex(index)));
        xml.close();
    }

    /** The first index over this column alone, which its own change can add. */
    private static @Nullable BlindIndexColumn ownIndex(Table table, EncryptedColumn<?> column) {
        return table.blindIndexes().stream()
                .filter(index -> index.over().equals(List.of(column)))
                .findFirst()
                .orElse(null);
    }
}
