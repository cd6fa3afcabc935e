package dev.holdfast.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a changelog says of encrypted columns and their blind indexes. */
final class EncryptionChanges {

    private EncryptionChanges() {}

    static boolean concern(AnyColumn<?> column) {
        return column.metadata().role() == ColumnRole.ENCRYPTED
                || column.metadata().role() == ColumnRole.BLIND_INDEX;
    }

    static void write(Table table, ChangelogXml xml) {
        if (table.encryptedColumns().isEmpty()) {
            return;
        }
        xml.open(table.qualifiedName() + " encrypted columns");
        List<BlindIndexColumn> further = new ArrayList<>(table.blindIndexes());
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            BlindIndexColumn own = ownIndex(table, column);
            Map<String, String> attributes = ChangelogXml.named(table);
            attributes.put("columnName", column.name());
            if (!column.isNullable()) {
                attributes.put("nullable", "false");
            }
            if (own != null) {
                putIndex(attributes, own);
                further.remove(own);
            }
            xml.tag(2, "holdfast:addEncryptedColumn", attributes);
        }
        for (BlindIndexColumn index : further) {
            Map<String, String> attributes = ChangelogXml.named(table);
            attributes.put("columnNames", ChangelogXml.names(index.over()));
            putIndex(attributes, index);
            xml.tag(2, "holdfast:addBlindIndex", attributes);
        }
        xml.close();
    }

    /** The first index over this column alone, which its own change can add. */
    private static @Nullable BlindIndexColumn ownIndex(Table table, EncryptedColumn<?> column) {
        return table.blindIndexes().stream()
                .filter(index -> index.over().equals(List.of(column)))
                .findFirst()
                .orElse(null);
    }

    private static void putIndex(Map<String, String> attributes, BlindIndexColumn index) {
        Table table = (Table) index.source();
        attributes.put("blindIndexName", index.name());
        if (index.hash().bits() < 256) {
            attributes.put("blindIndexBits", Integer.toString(index.hash().bits()));
        }
        if (index.metadata().isUnique()) {
            attributes.put("unique", "true");
            if (table.isSoftDeletable()) {
                attributes.put("softDelete", "true");
            }
        }
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant == null) {
            attributes.put("tenant", "false");
        } else if (!Objects.equals(tenant.name(), "tenant_id")) {
            attributes.put("tenantColumn", tenant.name());
        }
    }
}
