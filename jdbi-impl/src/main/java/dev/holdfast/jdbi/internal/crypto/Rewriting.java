package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.Transaction;
import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.error.MissingDependencyException;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.query.Reencryption;
import dev.holdfast.table.BlindIndexColumn;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works out what takes the place of stored values: the same bytes under the active key, or under none. Values aren't
 * parsed on the way, so that what a newer version wrote into a document isn't lost. Used by one thread.
 */
final class Rewriting {

    private final CellCodec cells;
    private final Table table;
    private final boolean toClearText;
    private final Map<Long, OpenKey> known;
    private final Map<Owner, OpenKey> active;

    private Rewriting(
            CellCodec cells, Reencryption reencryption, Map<Long, OpenKey> known, Map<Owner, OpenKey> active) {
        this.cells = cells;
        this.table = reencryption.table();
        this.toClearText = reencryption.toClearText();
        this.known = known;
        this.active = active;
    }

    /** With the keys that these rows need, found or made within the transaction. */
    static Rewriting of(
            List<StoredRow> rows, Transaction tx, ColumnEncryption columnEncryption, Reencryption reencryption) {
        Set<Long> ids = new HashSet<>();
        Set<Owner> data = new HashSet<>();
        Set<Owner> indexes = new HashSet<>();
        boolean readsClearText = columnEncryption.encryption().mode() == EncryptionMode.MIGRATING;
        for (StoredRow row : rows) {
            for (SealedCell cell : row.cells()) {
                if (cell != null && (readsClearText || !CellHeader.isClear(cell.bytes()))) {
                    Long id = CellHeader.keyId(cell.bytes());
                    if (id != null) {
                        ids.add(id);
                    }
                    data.add(owner(cell));
                    for (BlindIndexColumn index : reencryption.table().blindIndexes()) {
                        indexes.add(owner(index, cell));
                    }
                }
            }
        }
        BatchKeys keys = new BatchKeys(tx, columnEncryption.keys());
        Map<Owner, OpenKey> active = reencryption.toClearText() ? Map.of() : keys.active(data, indexes);
        return new Rewriting(columnEncryption.cells(), reencryption, keys.byIds(ids), active);
    }

    private static Owner owner(SealedCell cell) {
        return Owner.ofData(cell.tenant(), Objects.requireNonNull(cell.subject(), "the row's subject"));
    }

    private static Owner owner(BlindIndexColumn index, SealedCell cell) {
        return Owner.ofIndex(cell.tenant(), index.hash().table(), index.hash().column());
    }

    RewrittenRow rewrite(StoredRow row) {
        List<byte @Nullable []> before = new ArrayList<>();
        List<byte @Nullable []> after = new ArrayList<>();
        int unreadable = 0;
        for (SealedCell cell : row.cells()) {
            byte[] next = null;
            if (cell != null && isStale(cell)) {
                next = next(cell);
                unreadable += next == null ? 1 : 0;
            }
            before.add(next == null || cell == null ? null : cell.bytes());
            after.add(next);
        }
        List<byte @Nullable []> hashes = new ArrayList<>();
        for (int i = 0; i < table.blindIndexes().size(); i++) {
            byte[] hash = null;
            if (!toClearText && !row.filled().get(i)) {
                List<SealedCell> over = over(table.blindIndexes().get(i), row);
                if (!over.isEmpty()) {
                    hash = hash(table.blindIndexes().get(i), over);
                    unreadable += hash == null && unreadable == 0 ? 1 : 0;
                }
            }
            hashes.add(hash);
        }
        return new RewrittenRow(
                row.key(), before, after, hashes, toClearText && row.filled().contains(true), unreadable);
    }

    private boolean isStale(SealedCell cell) {
        if (toClearText) {
            return !CellHeader.isClear(cell.bytes());
        }
        OpenKey key = active.get(owner(cell));
        Long id = CellHeader.keyId(cell.bytes());
        return key == null || id == null || id != key.id();
    }

    /** Null where the value can't be read, or must not be written any more. */
    private byte @Nullable [] next(SealedCell cell) {
        byte[] plain = plain(cell);
        if (plain == null) {
            return null;
        }
        if (toClearText) {
            return CellHeader.clear(plain);
        }
        OpenKey key = active.get(owner(cell));
        return key == null
                ? null
                : cells.seal(new SealedCell(cell.type(), plain, cell.tenant(), cell.subject(), cell.rowKey()), key);
    }

    private byte @Nullable [] plain(SealedCell cell) {
        Long id = CellHeader.keyId(cell.bytes());
        return cells.plain(cell, id == null ? null : known.get(id)) instanceof Decrypted.Clear<byte[]> clear
                ? clear.value()
                : null;
    }

    /** The values that an index is over; none where one of them is NULL. */
    private List<SealedCell> over(BlindIndexColumn index, StoredRow row) {
        List<SealedCell> found = new ArrayList<>();
        for (EncryptedColumn<?> column : index.over()) {
            SealedCell cell = row.cells().get(table.encryptedColumns().indexOf(column));
            if (cell == null) {
                return List.of();
            }
            found.add(cell);
        }
        return found;
    }

    /** Null where a value can't be read. */
    private byte @Nullable [] hash(BlindIndexColumn index, List<SealedCell> over) {
        List<Object> values = new ArrayList<>();
        for (SealedCell cell : over) {
            byte[] plain = plain(cell);
            OpenKey owners = active.get(owner(cell));
            if (plain == null || owners == null) {
                return null;
            }
            try {
                values.add(cells.wired(cell.type(), plain));
            } catch (MissingDependencyException e) {
                throw e;
            } catch (RuntimeException e) {
                return null; // isn't of the declared type; the message may hold the value
            }
        }
        OpenKey key = active.get(owner(index, over.get(0)));
        if (key == null) {
            throw new EncryptionException("The blind index " + index.qualifiedName() + " has no data key");
        }
        return cells.hash(index.hash(), key, new HashInput(values, over.get(0).tenant(), false));
    }
}
