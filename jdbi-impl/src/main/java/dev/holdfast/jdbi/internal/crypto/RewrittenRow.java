package dev.holdfast.jdbi.internal.crypto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it is to stand in its table. What stays as it is, is null.
 *
 * @param key the values of the primary key
 * @param before one for each encrypted column: what was read there
 * @param after what takes its place
 * @param hashes one for each blind index
 * @param empties whether there are hashes to be taken away
 * @param unreadable how many values can't be written anew
 */
record RewrittenRow(
        List<Object> key,
        List<byte @Nullable []> before,
        List<byte @Nullable []> after,
        List<byte @Nullable []> hashes,
        boolean empties,
        int unreadable) {

    boolean isChanged() {
        return empties || hasAny(after) || hasAny(hashes);
    }

    private static boolean hasAny(List<byte @Nullable []> values) {
        for (byte[] value : values) {
            if (value != null) {
                return true;
            }
        }
        return false;
    }
}
