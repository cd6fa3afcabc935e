package dev.holdfast.internal;

import dev.holdfast.crypto.Normalization;
import dev.holdfast.error.InvalidValueException;
import java.util.List;

/**
 * How a blind index is computed: a pseudo-random function over normalised values, by a key of the tenant and of this
 * index alone.
 *
 * @param table the table's logical name
 * @param column the index column's logical name
 * @param bits the length of the result, 1 to 256
 * @param terms what goes into it, in order
 */
public record BlindHash(String table, String column, int bits, List<Term> terms) implements Protection {

    /** From this length on, two different values practically never have one hash. */
    public static final int COLLISION_FREE_BITS = 128;

    /** All that a hash has. */
    public static final int ALL_BITS = 256;

    /**
     * One of the values.
     *
     * @param plain its type
     * @param normalization applied to its text before hashing
     */
    public record Term(ValueType plain, Normalization normalization) {

        /**
         * A value to search for.
         *
         * @param label the column, for the error
         * @param wired as the plain type's codec takes it
         * @throws InvalidValueException where the normalization leaves nothing of it: the search would find all such values
         */
        public Object searched(String label, Object wired) {
            if (plain.wire() == Wire.TEXT && normalization.leavesNothingOf((String) wired)) {
                throw new InvalidValueException(
                        label,
                        "is searched for a text of which the normalization " + normalization + " leaves nothing",
                        "leave the search out, or ask for more of the text");
            }
            return wired;
        }
    }

    public BlindHash {
        terms = List.copyOf(terms);
    }

    /** True where different values may have the same hash, so that what is found must be compared again. */
    public boolean isTruncated() {
        return bits < COLLISION_FREE_BITS;
    }

    /** The length of the result in bytes. */
    public int bytes() {
        return (bits + 7) / 8;
    }
}
