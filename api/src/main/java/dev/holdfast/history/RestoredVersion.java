package dev.holdfast.history;

import dev.holdfast.table.AnyColumn;
import java.util.List;

/**
 * What restoring a version did, or would do.
 *
 * @param outcome whether the row was there
 * @param changed the columns that have another value now; of an inserted row all that were set
 */
public record RestoredVersion(Outcome outcome, List<AnyColumn<?>> changed) {

    /** What became of the row. */
    public enum Outcome {
        /** It has its old values again. */
        UPDATED,
        /** It was gone, and is there again. */
        INSERTED,
        /** It had these values, and nothing was written. */
        UNCHANGED
    }

    public RestoredVersion {
        changed = List.copyOf(changed);
    }

    /** Such as {@code updated: title, rank}. */
    @Override
    public String toString() {
        return outcome.name().toLowerCase(java.util.Locale.ROOT)
                + (changed.isEmpty()
                        ? ""
                        : ": "
                                + String.join(
                                        ", ",
                                        changed.stream().map(AnyColumn::name).toList()));
    }
}
