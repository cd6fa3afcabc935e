package dev.holdfast.history;

import java.util.Locale;

/** What made a version of a row. */
public enum VersionAction {
    /** It was there when the history began, or when a column was added that had a value in it at once. */
    BACKFILL,
    INSERT,
    UPDATE,
    /** The row is gone: there was a hard delete. */
    DELETE,
    /** The row was hidden, by itself or with what it belongs to. */
    SOFT_DELETE,
    /** The row was live again. */
    RESTORE,
    /** The row is gone: it was deleted softly before, and then for good. */
    PURGE,
    /** The row has another key since, so that there is none with this key. */
    REKEY;

    static VersionAction of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
