package dev.holdfast.audit;

import java.util.List;
import java.util.stream.Collectors;

/** What came of a reversion, which is all or nothing. */
public sealed interface RevertResult {

    /** True where the changes are undone, or would be, for a dry run. */
    default boolean isReverted() {
        return this instanceof Reverted;
    }

    /**
     * All is undone; after a dry run it would be.
     *
     * @param changes what was done, in this order
     * @param dryRun true where nothing was changed
     */
    record Reverted(List<RevertedChange> changes, boolean dryRun) implements RevertResult {

        public Reverted {
            changes = List.copyOf(changes);
        }
    }

    /** There is no such entry or change set, or the session doesn't see it. */
    record NothingToRevert() implements RevertResult {}

    /**
     * Nothing was changed.
     *
     * @param conflicts every reason that was found, the last change's first; at least one
     */
    record Refused(List<RevertConflict> conflicts) implements RevertResult {

        public Refused {
            conflicts = List.copyOf(conflicts);
        }

        /** Rows, columns and constraints, not the values. */
        @Override
        public String toString() {
            return conflicts.stream()
                    .map(RevertConflict::toString)
                    .distinct()
                    .collect(Collectors.joining("; ", "Refused[", "]"));
        }
    }
}
