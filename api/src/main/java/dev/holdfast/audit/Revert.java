package dev.holdfast.audit;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are to be undone. Immutable.
 *
 * @param changeSet of this change set
 * @param sequence the entry with this one alone; null for all of them
 * @param leftAlone names of columns that are neither compared nor set
 * @param dryRun true where nothing is to be changed
 */
public record Revert(long changeSet, @Nullable Long sequence, Set<String> leftAlone, boolean dryRun) {

    /** How many entries are undone at once, at most. */
    public static final int MOST_ENTRIES = 100_000;

    public Revert {
        leftAlone = Set.copyOf(leftAlone);
    }

    static Revert of(AuditEntry entry) {
        return new Revert(entry.changeSet().id(), entry.sequence(), Set.of(), false);
    }

    static Revert ofChangeSet(long id) {
        return new Revert(id, null, Set.of(), false);
    }

    Revert leaving(List<String> columns) {
        Set<String> all = new LinkedHashSet<>(leftAlone);
        all.addAll(columns);
        return new Revert(changeSet, sequence, all, dryRun);
    }

    Revert asDryRun() {
        return new Revert(changeSet, sequence, leftAlone, true);
    }

    /** The entries in the order in which they happened; one more than can be undone tells that there are too many. */
    public AuditQuery entries() {
        AuditQuery all = AuditQuery.of(null, List.of())
                .changeSet(changeSet)
                .filter(AuditFilter.NONE.newestFirst(false).limit(sequence == null ? MOST_ENTRIES + 1 : 1));
        return sequence == null ? all : all.after(new AuditPosition(changeSet, sequence - 1));
    }

    /** Whether an entry is among those that are meant. */
    public boolean isOf(AuditEntry entry) {
        return sequence == null || sequence == entry.sequence();
    }
}
