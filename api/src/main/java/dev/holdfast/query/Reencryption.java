package dev.holdfast.query;

import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.error.StatementException;
import dev.holdfast.table.Table;
import java.util.function.Consumer;

/**
 * Which encrypted values are to be written anew, and how. Immutable.
 *
 * @param table the table, deleted rows included
 * @param batchSize how many rows go in one transaction
 * @param listener told after each batch
 * @param toClearText true where the values are to stand unencrypted
 */
public record Reencryption(
        Table table, int batchSize, Consumer<? super ReencryptionProgress> listener, boolean toClearText) {

    private static final int DEFAULT_BATCH = 500;
    private static final int MAX_BATCH = 10_000;

    public Reencryption {
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

    /** The way back. */
    public Reencryption backToClearText() {
        return new Reencryption(table, batchSize, listener, true);
    }
}
