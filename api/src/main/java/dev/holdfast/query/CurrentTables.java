package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.table.Table;
import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables that a statement as of a moment reads as they are now; notes which of them it asks for. For one rendering. */
final class CurrentTables extends AbstractSet<Table> {

    private final Set<Table> named;
    private final Set<Table> unread;

    CurrentTables(Set<Table> named) {
        this.named = named;
        this.unread = new HashSet<>(named);
    }

    @Override
    public boolean contains(Object table) {
        unread.remove(table);
        return named.contains(table);
    }

    @Override
    public Iterator<Table> iterator() {
        return named.iterator();
    }

    @Override
    public int size() {
        return named.size();
    }

    /** Refuses to be silent about a table that the statement doesn't read. */
    void requireRead() {
        if (!unread.isEmpty()) {
            throw new StatementException("withCurrent(…) names "
                    + unread.stream().map(Table::qualifiedName).collect(Collectors.toCollection(TreeSet::new))
                    + ", and the statement reads no such table: leave it out, or name the one that is meant");
        }
    }
}
