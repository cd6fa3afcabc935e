package dev.holdfast.audit;

import dev.holdfast.table.Table;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which entries. Immutable.
 *
 * @param table null for those of all tables
 * @param key the texts of the primary key's values, in the order of the table's declaration, without the tenant; empty for
 *     every row
 * @param column only those that changed it, or had it in a row that is gone; null for whatever
 * @param actions empty for all
 * @param changeSet of this one alone; null for whichever
 * @param after behind which to begin, in the order that is read; null for the first. Of one row the sequence alone counts
 * @param filter by whom, when, and how many
 */
public record AuditQuery(
        @Nullable Table table,
        List<String> key,
        @Nullable String column,
        Set<AuditAction> actions,
        @Nullable Long changeSet,
        @Nullable AuditPosition after,
        AuditFilter filter) {

    public AuditQuery {
        key = List.copyOf(key);
        actions = Set.copyOf(actions);
    }

    static AuditQuery of(@Nullable Table table, List<String> key) {
        return new AuditQuery(table, key, null, Set.of(), null, null, AuditFilter.NONE);
    }

    AuditQuery ofColumn(String name) {
        return new AuditQuery(table, key, name, actions, changeSet, after, filter);
    }

    AuditQuery actions(Set<AuditAction> wanted) {
        return new AuditQuery(table, key, column, wanted, changeSet, after, filter);
    }

    AuditQuery changeSet(long id) {
        return new AuditQuery(table, key, column, actions, id, after, filter);
    }

    AuditQuery filter(AuditFilter other) {
        return new AuditQuery(table, key, column, actions, changeSet, after, other);
    }

    AuditQuery after(AuditPosition last) {
        return new AuditQuery(table, key, column, actions, changeSet, last, filter);
    }

    /** What comes behind "audit log". */
    @Override
    public String toString() {
        return (table == null ? "" : " of " + table.qualifiedName())
                + (key.isEmpty() ? "" : " " + key)
                + (column == null ? "" : ", column " + column)
                + (actions.isEmpty() ? "" : ", actions " + new TreeSet<>(actions))
                + (changeSet == null ? "" : ", change set " + changeSet)
                + (after == null ? "" : ", after " + after)
                + filter;
    }
}
