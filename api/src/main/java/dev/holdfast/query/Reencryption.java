package dev.holdfast.query;

import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.CheckReturnValue;
import dev.holdfast.table.Table;
import java.util.function.Consumer;

/** Which encrypted values are to be written anew, and how. Immutable. */
@CheckReturnValue
public final class Reencryption {

    private static final int DEFAULT_BATCH = 500;
    private static final int MAX_BATCH = 10_000;

    private final Table table;
    private final int batchSize;
    private final Consumer<? super ReencryptionProgress> listener;
    private final boolean toClearText;

    private Reencryption(
            Table table, int batchSize, Consumer<? super ReencryptionProgress> listener, boolean toClearText) {
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new StatementException(
                    "A batch of a re-encryption has 1 to " + MAX_BATCH + " rows, not " + batchSize);
        }
        if (table.encryptedColumns().isEmpty()) {
            throw new StatementException(table.name() + " has no encrypted column: nothing to encrypt anew");
        }
        if (table.primaryKey().isEmpty()) {
            throw new StatementException(table.name() + " has no primary key to go through its rows by: declare one");
        }
        this.table = table;
        this.batchSize = batchSize;
        this.listener = listener;
        this.toClearText = toClearText;
    }

    /** A re-encryption of a table by the active keys. */
    public static Reencryption of(Table table) {
        return new Reencryption(table, DEFAULT_BATCH, progress -> {}, false);
    }

    /** So many rows in one transaction; 500 where not said. */
    public Reencryption inBatchesOf(int rows) {
        return new Reencryption(table, rows, listener, toClearText);
    }

    /** Told after each batch, on the calling thread. */
    public Reencryption reportingTo(Consumer<? super ReencryptionProgress> told) {
        return new Reencryption(table, batchSize, told, toClearText);
    }

    /** Decrypts instead, and writes clear text. */
    public Reencryption backToClearText() {
        return new Reencryption(table, batchSize, listener, true);
    }

    /** The table, deleted rows included. */
    public Table table() {
        return table;
    }

    /** How many rows go in one transaction. */
    public int batchSize() {
        return batchSize;
    }

    /** Told after each batch. */
    public Consumer<? super ReencryptionProgress> listener() {
        return listener;
    }

    /** True where the values are to stand unencrypted. */
    public boolean toClearText() {
        return toClearText;
    }
}
