package dev.holdfast.jdbi.internal.crypto;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.crypto.EncryptionMode;
import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.crypto.ShreddedException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.value.CellHeader;
import dev.holdfast.query.Cursor;
import dev.holdfast.query.Reencryption;
import dev.holdfast.table.Table;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a table by its primary key and writes anew what isn't as it should be, batch by batch, each in a
 * transaction. Rows that are locked are passed over, and looked at again in the end. Used once, by one thread.
 */
final class Reencrypter {

    private static final int PASSES = 3;
    private static final int ATTEMPTS = 5;

    private final JdbiScope scope;
    private final ColumnEncryption columnEncryption;
    private final Reencryption reencryption;
    private final Table table;
    private final String tenant;
    private final long started = System.nanoTime();
    private long examined;
    private long changed;
    private long unreadable;
    private long stuck;

    Reencrypter(JdbiScope scope, ColumnEncryption columnEncryption, Reencryption reencryption) {
        this.scope = scope;
        this.columnEncryption = columnEncryption;
        this.reencryption = reencryption;
        this.table = reencryption.table();
        requireMode(columnEncryption.encryption().mode());
        if (!scope.schema().tables().contains(table)) {
            throw new StatementException("Table " + table.name() + " isn't in the schema: register it");
        }
        this.tenant = table.tenantKey() == null ? "" : scope.withSqlObject(DataKeysDao.class, DataKeysDao::tenant);
    }

    private void requireMode(EncryptionMode mode) {
        if (mode == EncryptionMode.READ_ONLY) {
            throw new EncryptionException(
                    table.name() + " is to be encrypted anew, and the mode READ_ONLY encrypts nothing");
        }
        if (reencryption.toClearText() && mode != EncryptionMode.MIGRATING) {
            throw new EncryptionException(
                    table.name() + " is to be written in clear text, which only the mode MIGRATING"
                            + " reads: set that on every node first");
        }
    }

    ReencryptionReport run() {
        long total = count();
        long left = total;
        for (int pass = 0; pass < PASSES && left > 0; pass++) {
            unreadable = 0;
            stuck = 0;
            pass(total);
            left = Math.max(0, count() - stuck);
        }
        return new ReencryptionReport(examined, changed, unreadable, left);
    }

    private long count() {
        return scope.from(table.withHidden())
                .select(table.primaryKey().get(0))
                .where(pending())
                .count();
    }

    private Condition pending() {
        return StoredCells.rows(table, reencryption.toClearText(), tenant, activeHeader());
    }

    /** What cells under the tenant's active key begin with; nothing does where there is no such key yet. */
    private byte[] activeHeader() {
        return scope.withSqlObject(DataKeysDao.class, dao -> dao.active(List.of(Owner.ofData(tenant, "")))).stream()
                .map(row -> CellHeader.of(row.id()))
                .findFirst()
                .orElse(new byte[0]);
    }

    private void pass(long total) {
        Condition pending = pending();
        @Nullable Cursor next = null;
        do {
            ReencryptionBatch.Result batch = batch(pending, next);
            if (batch.examined() > 0) {
                examined += batch.examined();
                changed += batch.changed();
                unreadable += batch.unreadable();
                stuck += batch.stuck();
                reencryption
                        .listener()
                        .accept(new ReencryptionProgress(
                                table.qualifiedName(),
                                examined,
                                changed,
                                total,
                                Duration.ofNanos(System.nanoTime() - started)));
            }
            next = batch.next();
        } while (next != null);
    }

    /** A person who is shredded while their new key is made ends the transaction: the next one knows of it. */
    private ReencryptionBatch.Result batch(Condition pending, @Nullable Cursor from) {
        for (int attempt = 1; ; attempt++) {
            try {
                return scope.inTransaction(
                        KeyAccess.CURRENT,
                        tx -> new ReencryptionBatch(tx, columnEncryption, reencryption).run(pending, from));
            } catch (ShreddedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
