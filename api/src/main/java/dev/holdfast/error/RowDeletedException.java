package dev.holdfast.error;

import java.time.Instant;
import java.util.UUID;

/** One live row was expected, and the only one that the condition names is deleted; nothing was changed. */
public final class RowDeletedException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final String table;
    private final Instant deletedAt;
    private final UUID deletionId;

    public RowDeletedException(String table, Instant deletedAt, UUID deletionId) {
        super("A row of " + table + " was expected and is deleted since " + deletedAt + " (deletion " + deletionId
                + "): restore it first, or name deleted rows with withDeleted() where they are meant");
        this.table = table;
        this.deletedAt = deletedAt;
        this.deletionId = deletionId;
    }

    /** The table's name. */
    public String table() {
        return table;
    }

    /** Since when the row is deleted. */
    public Instant deletedAt() {
        return deletedAt;
    }

    /** The deletion that hid it, for {@code restore}. */
    public UUID deletionId() {
        return deletionId;
    }
}
