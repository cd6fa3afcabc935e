package dev.holdfast.query;

import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.error.StatementException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A re-encryption bound to a scope: goes through a table by its primary key, in batches that each are a transaction,
 * beside live writers. A value that isn't by the active key, or not encrypted yet, is decrypted and encrypted by it,
 * and written only where it still is what was read. Blind indexes are filled where they are empty or are being moved.
 * Stopped at any time, it can be run again: what is done is passed over. Each call returns a new value.
 */
public final class BoundReencryption {

    private final Reencryption reencryption;
    private final Function<Reencryption, ReencryptionReport> runner;

    /** A re-encryption and what runs it. */
    public BoundReencryption(Reencryption reencryption, Function<Reencryption, ReencryptionReport> runner) {
        this.reencryption = reencryption;
        this.runner = runner;
    }

    /** So many rows in one transaction, 1 to 10,000; 500 where not said. */
    public BoundReencryption inBatchesOf(int rows) {
        return new BoundReencryption(reencryption.inBatchesOf(rows), runner);
    }

    /** Told after each batch, on the calling thread. */
    public BoundReencryption reportingTo(Consumer<? super ReencryptionProgress> listener) {
        return new BoundReencryption(reencryption.reportingTo(listener), runner);
    }

    /**
     * The way back: decrypts, and writes the values unencrypted, for {@code decryptColumn}. The mode must be
     * {@code MIGRATING} on every node, and the column's check must let clear text through.
     *
     * @param reason why; not blank
     */
    public BoundReencryption backToClearText(String reason) {
        if (reason.isBlank()) {
            throw new StatementException(
                    "backToClearText needs a reason: say why these values may be read by everybody");
        }
        return new BoundReencryption(reencryption.backToClearText(), runner);
    }

    /** The re-encryption without the scope. */
    public Reencryption reencryption() {
        return reencryption;
    }

    /** Runs it to the end of the table. */
    public ReencryptionReport execute() {
        return runner.apply(reencryption);
    }
}
