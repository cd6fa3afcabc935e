package dev.holdfast.crypto;

import dev.holdfast.error.HoldfastException;
import org.jspecify.annotations.Nullable;

/** A key was destroyed by shredding, so that values under it can neither be read nor written, by anybody. */
public final class ShreddedException extends HoldfastException {

    private final @Nullable String table;
    private final @Nullable String column;
    private final @Nullable Long keyId;

    public ShreddedException(String message, @Nullable String table, @Nullable String column, @Nullable Long keyId) {
        super(message);
        this.table = table;
        this.column = column;
        this.keyId = keyId;
    }

    /** The table of the value; null where none was read. */
    public @Nullable String table() {
        return table;
    }

    public @Nullable String column() {
        return column;
    }

    /** The data key that there was; null where a value was to be written. */
    public @Nullable Long keyId() {
        return keyId;
    }
}
