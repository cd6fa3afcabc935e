package dev.holdfast.deletion;

import java.util.List;
import java.util.stream.Collectors;

/** What came of a restoration, which is all or nothing. */
public sealed interface RestoreResult {

    /** True where the rows are live again, or would be, for a dry run. */
    default boolean isRestored() {
        return this instanceof Restored;
    }

    /**
     * All rows are live again; after a dry run they would be.
     *
     * @param counts how many rows of which table
     * @param dryRun true where nothing was changed
     */
    record Restored(TableCounts counts, boolean dryRun) implements RestoreResult {}

    /** There was nothing to restore: no such row, or none that is deleted. */
    record NotDeleted() implements RestoreResult {}

    /**
     * Nothing was restored.
     *
     * @param conflicts every row that can't be, with the key or the parent in its way; at least one
     */
    record Refused(List<Conflict> conflicts) implements RestoreResult {

        public Refused {
            conflicts = List.copyOf(conflicts);
        }

        /** The values that are taken again. */
        public List<Conflict.UniqueConflict> uniqueConflicts() {
            return of(Conflict.UniqueConflict.class);
        }

        /** The parents that are deleted; {@code withParents()} brings them back too. */
        public List<Conflict.ParentDeleted> deletedParents() {
            return of(Conflict.ParentDeleted.class);
        }

        private <C extends Conflict> List<C> of(Class<C> kind) {
            return conflicts.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        /** Tables and columns, not the rows' values. */
        @Override
        public String toString() {
            return conflicts.stream()
                    .map(Refused::describe)
                    .distinct()
                    .collect(Collectors.joining("; ", "Refused[", "]"));
        }

        private static String describe(Conflict conflict) {
            if (conflict instanceof Conflict.UniqueConflict unique) {
                return unique.row().table() + ": its value of " + String.join(", ", unique.columns())
                        + " is taken again";
            }
            Conflict.ParentDeleted parent = (Conflict.ParentDeleted) conflict;
            return parent.row().table() + ": the row of " + parent.parent().table() + " that its " + parent.column()
                    + " refers to is deleted";
        }
    }
}
