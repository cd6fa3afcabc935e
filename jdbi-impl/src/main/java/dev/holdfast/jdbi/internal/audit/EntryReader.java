package dev.holdfast.jdbi.internal.audit;

import dev.holdfast.audit.AuditEntry;
import dev.holdfast.audit.AuditRow;
import dev.holdfast.audit.RecordedValues;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.MappingException;
import dev.holdfast.internal.JsonMembers;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.internal.ValueType;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.jdbi.internal.value.Protector;
import dev.holdfast.jdbi.internal.value.RecordedText;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes entries of what was read: the keys of all encrypted values among them are looked up at once, and opened when asked for. */
final class EntryReader {

    private static final CellOpener MISSING = cell -> {
        throw Protector.missing();
    };

    private final RecordedText texts;
    private final Protector protector;
    private final Function<StoredEntry, @Nullable Table> declared;

    EntryReader(RecordedText texts, Protector protector, Function<StoredEntry, @Nullable Table> declared) {
        this.texts = texts;
        this.protector = protector;
        this.declared = declared;
    }

    /** The entries among these. */
    List<AuditEntry> entries(List<StoredEntry> stored) {
        List<@Nullable Table> tables = new ArrayList<>(stored.size());
        Set<Long> keyIds = new HashSet<>();
        for (StoredEntry each : stored) {
            Table table = declared.apply(each);
            tables.add(table);
            if (table != null && each.row() != null) {
                collect(table, each.row(), keyIds);
            }
        }
        Values values = new Values(texts, protector.isConfigured() ? protector.opener(keyIds) : MISSING);
        List<AuditEntry> entries = new ArrayList<>(stored.size());
        for (int i = 0; i < stored.size(); i++) {
            AuditRow row = stored.get(i).row();
            if (row != null) {
                entries.add(new AuditEntry(row, tables.get(i), values));
            }
        }
        return List.copyOf(entries);
    }

    private void collect(Table table, AuditRow row, Set<Long> keyIds) {
        if (table.encryptedColumns().isEmpty() || row.changesJson() == null) {
            return;
        }
        Map<String, String> changes = JsonMembers.split(row.changesJson());
        for (EncryptedColumn<?> column : table.encryptedColumns()) {
            String sides = changes.get(column.name());
            if (sides == null) {
                continue;
            }
            for (String side : JsonMembers.elements(sides)) {
                Long id = keyId(column, JsonMembers.plain(side));
                if (id != null) {
                    keyIds.add(id);
                }
            }
        }
    }

    private @Nullable Long keyId(EncryptedColumn<?> column, String text) {
        try {
            return CellHeader.keyId(texts.bytes(column.type(), text));
        } catch (MappingException e) {
            return null; // NULL, or from before the column was encrypted: told by whoever asks for it
        }
    }

    private record Values(RecordedText texts, CellOpener opener) implements RecordedValues {

        @Override
        public Object read(ValueType type, String text) {
            return texts.read(type, text);
        }

        @Override
        public Decrypted<?> open(EncryptedColumn<?> column, String text, String tenant, List<String> rowKey) {
            return opener.apply(new SealedCell(column.cell(), texts.bytes(column.type(), text), tenant, null, rowKey));
        }
    }
}
