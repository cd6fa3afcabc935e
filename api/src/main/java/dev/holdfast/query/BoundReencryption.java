package dev.holdfast.query;

import dev.holdfast.crypto.ReencryptionProgress;
import dev.holdfast.crypto.ReencryptionReport;
import dev.holdfast.error.StatementException;
import dev.holdfast.internal.CanIgnoreReturnValue;
import dev.holdfast.internal.CheckReturnValue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A re-encryption bound to a scope: goes through a table by its primary key, in batches that each are a transaction,
 * beside live writers. A value that isn't by the active key, or not encrypted yet, is decrypted and encrypted by it,
 * and written only where it still is what was read. Deleted and hidden rows are among them. Blind indexes are filled
 * where they are empty: those declared anew, and those that others move to; declare {@code movingTo(…)} on every node
 * first, since a node that doesn't know the new column leaves it as it was. Versions and time stamps stay. Stopped at any
 * time, it can be run again: what is done is passed over. Rows that others have locked are passed over and looked at
 * again at the end; {@link ReencryptionReport#left} says how many are left.
 *
 * <p>Values are taken over byte by byte, not parsed. One that can't be decrypted stays as it is and is counted; so does
 * clear text in another mode than {@code MIGRATING}, and clear text of a person who was shredded. A unique index that
 * is filled over equal values ends the run with a {@code UniqueViolationException}. Each call returns a new value.
 */
@CheckReturnValue
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
     * {@code MIGRATING} on every node, and the column's check must let clear text through. Blind indexes are emptied, so
     * that searches by them find nothing. Writers encrypt meanwhile: run it once more when they have stopped.
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
    @CanIgnoreReturnValue
    public ReencryptionReport execute() {
        return runner.apply(reencryption);
    }
}
