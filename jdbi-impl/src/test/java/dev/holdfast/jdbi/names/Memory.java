package dev.holdfast.jdbi.names;

import static dev.holdfast.jdbi.names.Namesakes.CHILD;
import static dev.holdfast.jdbi.names.Namesakes.GONE;

import dev.holdfast.jdbi.names.Namesakes.Rows;
import dev.holdfast.table.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the tables hold, and what statements on them mean, worked out by the plainest of means. */
final class Memory {

    /** A row; its deletion is a number that grows, null for a live one. */
    record Entry(
            int id,
            @Nullable Integer ref,
            String label,
            @Nullable Integer deletion) {

        boolean isStamped() {
            return deletion != null;
        }

        Entry withRef(@Nullable Integer other) {
            return new Entry(id, other, label, deletion);
        }

        Entry withLabel(String other) {
            return new Entry(id, ref, other, deletion);
        }

        Entry deletedAs(@Nullable Integer number) {
            return new Entry(id, ref, label, number);
        }
    }

    /** Which rows of a table are meant. */
    enum Meant {
        LIVE,
        ALL,
        DELETED
    }

    /** The rows on which a condition is asked, the innermost query's first: a source means the innermost one of that name. */
    record Seen(Source source, Entry entry, @Nullable Seen around) {

        static Entry of(@Nullable Seen seen, Source wanted) {
            for (Seen at = seen; at != null; at = at.around()) {
                if (at.source().equals(wanted)) {
                    return at.entry();
                }
            }
            throw new IllegalStateException(wanted + " isn't seen");
        }
    }

    private final Map<Rows, List<Entry>> tables = new LinkedHashMap<>();
    private int deletions;

    void put(Rows table, Entry entry) {
        tables.computeIfAbsent(table, t -> new ArrayList<>()).add(entry);
    }

    int nextDeletion() {
        return ++deletions;
    }

    Memory copy() {
        Memory copy = new Memory();
        tables.forEach((table, entries) -> copy.tables.put(table, new ArrayList<>(entries)));
        copy.deletions = deletions;
        return copy;
    }

    List<Entry> all(Rows table) {
        return tables.getOrDefault(table, List.of());
    }

    List<Entry> rows(Rows table, Meant meant) {
        return all(table).stream()
                .filter(entry -> meant == Meant.ALL || isHidden(table, entry) == (meant == Meant.DELETED))
                .toList();
    }

    private boolean isHidden(Rows table, Entry entry) {
        return entry.isStamped()
                || (table == CHILD
                        && entry.ref() != null
                        && all(GONE).stream().anyMatch(parent -> parent.id() == entry.ref() && parent.isStamped()));
    }

    /** Changes the rows meant for which the condition is true. */
    int change(Rows table, Meant meant, Predicate<Entry> condition, java.util.function.UnaryOperator<Entry> to) {
        List<Entry> chosen = rows(table, meant).stream().filter(condition).toList();
        List<Entry> entries = new ArrayList<>(all(table));
        entries.replaceAll(entry -> chosen.contains(entry) ? to.apply(entry) : entry);
        tables.put(table, entries);
        return chosen.size();
    }

    int remove(Rows table, Predicate<Entry> condition) {
        List<Entry> chosen = rows(table, Meant.LIVE).stream().filter(condition).toList();
        List<Entry> entries = new ArrayList<>(all(table));
        entries.removeAll(chosen);
        tables.put(table, entries);
        return chosen.size();
    }

    /** False where a value would be taken twice among the live rows: then nothing is changed. */
    boolean restore(Rows table, List<Entry> chosen) {
        for (Entry entry : chosen) {
            boolean taken = all(table).stream().anyMatch(other -> !other.isStamped() && sameLabel(other, entry))
                    || chosen.stream().anyMatch(other -> other.id() != entry.id() && sameLabel(other, entry));
            if (taken) {
                return false;
            }
        }
        change(table, Meant.DELETED, chosen::contains, entry -> entry.deletedAs(null));
        return true;
    }

    private static boolean sameLabel(Entry one, Entry other) {
        return one.label().equals(other.label());
    }

    /** An upsert by the label that lets the row deleted last come back and sets its reference. */
    void reviveOrInsert(Rows table, Entry entry) {
        boolean live = all(table).stream().anyMatch(other -> !other.isStamped() && sameLabel(other, entry));
        if (!live) {
            all(table).stream()
                    .filter(other -> other.isStamped() && sameLabel(other, entry))
                    .max(Comparator.comparing(other -> Objects.requireNonNull(other.deletion())))
                    .ifPresent(last -> change(table, Meant.DELETED, last::equals, found -> found.deletedAs(null)));
        }
        int updated = change(table, Meant.LIVE, other -> sameLabel(other, entry), found -> found.withRef(entry.ref()));
        if (updated == 0) {
            put(table, entry);
        }
    }
}
