package dev.holdfast.crypto;

import dev.holdfast.error.HoldfastException;
import org.jspecify.annotations.Nullable;

/** A value could not be decrypted. Tells where it stood and by which key, never what was in it. */
public final class DecryptionException extends HoldfastException {

    /** Why a value couldn't be decrypted. */
    public enum Reason {
        /** The bytes, or what they are bound to (table, column, tenant, row, subject), aren't what was encrypted. */
        ALTERED_OR_MOVED,
        /** No data key has the id that the value names, at least none that this session may see. */
        UNKNOWN_KEY,
        /** The data key was retired, since no row used it any more: the value is older, or was copied back. */
        RETIRED_KEY,
        /** The data key is there, but the keyring can't open it. */
        KEYRING,
        /** It isn't in a format that this version of Holdfast writes. */
        UNKNOWN_FORMAT,
        /** It isn't encrypted, and clear text is read in the mode MIGRATING only. */
        CLEAR_TEXT,
        /** It was decrypted, but the column's codec can't read it. */
        UNREADABLE_CONTENT
    }

    private final Reason reason;
    private final String table;
    private final String column;
    private final @Nullable Long keyId;

    public DecryptionException(Reason reason, String table, String column, @Nullable Long keyId, String explanation) {
        super("A value of " + table + "." + column + (keyId == null ? "" : ", encrypted by data key " + keyId + ",")
                + " can't be decrypted: " + explanation);
        this.reason = reason;
        this.table = table;
        this.column = column;
        this.keyId = keyId;
    }

    public Reason reason() {
        return reason;
    }

    /** The table's logical name, as the column was declared. */
    public String table() {
        return table;
    }

    public String column() {
        return column;
    }

    /** The id in the value's header, which may have been altered; null where there is none. */
    public @Nullable Long keyId() {
        return keyId;
    }
}
