package dev.holdfast.crypto;

/**
 * What a re-encryption did.
 *
 * @param examined how many rows were looked at, since they had something to do; a row that was locked counts again when
 *     it is looked at again
 * @param changed how many rows were written anew
 * @param unreadable how many values stay as they are, since they couldn't be decrypted, or their person was shredded
 * @param left how many rows still have something to do, those with such values apart: written meanwhile by a node that
 *     didn't know the new key, or locked; run it again
 */
public record ReencryptionReport(long examined, long changed, long unreadable, long left) {

    /** Of a run that met no rows. */
    public static final ReencryptionReport NOTHING = new ReencryptionReport(0, 0, 0, 0);

    /** The sums of both reports. */
    public ReencryptionReport plus(ReencryptionReport other) {
        return new ReencryptionReport(
                examined + other.examined, changed + other.changed, unreadable + other.unreadable, left + other.left);
    }
}
