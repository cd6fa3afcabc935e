package dev.holdfast.audit;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are to be undone. Immutable.
 *
 * @param sequence of one entry; null where a change set is meant
 * @param changeSet all of this change set; null where one entry is meant
 * @param leftAlone names of columns that are neither compared nor set
 * @param dryRun true where nothing is to be changed
 */
public record Revert(
        @Nullable Long sequence,
        @Nullable Long changeSet,
        Set<String> leftAlone,
        boolean dryRun) {

    public Revert {
        leftAlone = Set.copyOf(leftAlone);
    }

    static Revert of(AuditEntry entry) {
        return new Revert(entry.sequence(), null, Set.of(), false);
    }

    static Revert ofChangeSet(long id) {
        return new Revert(null, id, Set.of(), false);
    }

    Revert leaving(List<String> columns) {
        Set<String> all = new LinkedHashSet<>(leftAlone);
        all.addAll(columns);
        return new Revert(sequence, changeSet, all, dryRun);
    }

    Revert asDryRun() {
        return new Revert(sequence, changeSet, leftAlone, true);
    }
}
