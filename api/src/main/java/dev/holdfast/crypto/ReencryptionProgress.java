package dev.holdfast.crypto;

import java.time.Duration;

/**
 * How far a re-encryption is, told after each batch.
 *
 * @param table the table
 * @param examined how many rows were looked at so far; those with nothing to do are passed over
 * @param changed how many of them were written anew so far
 * @param total how many rows had something to do when it began
 * @param elapsed since it began
 */
public record ReencryptionProgress(String table, long examined, long changed, long total, Duration elapsed) {

    /** How many rows are left to look at. */
    public long remaining() {
        return Math.max(0, total - examined);
    }

    /** Rows looked at in a second. */
    public double rowsPerSecond() {
        return elapsed.isZero() ? 0 : examined * 1e9 / elapsed.toNanos();
    }
}
