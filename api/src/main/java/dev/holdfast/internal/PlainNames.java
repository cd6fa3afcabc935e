package dev.holdfast.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The names in SQL that is written by hand.
 *
 * @param declared what its {@code from}, {@code join} and aliases call its own sources
 * @param expressions the common table expressions among them, which hide tables of their names
 * @param mentioned every name in it, of chains with dots the first
 */
public record PlainNames(Set<String> declared, Set<String> expressions, Set<String> mentioned) {

    private static final int MOST_KEPT = 500;
    private static final int LONGEST_KEPT = 5_000;
    private static final ConcurrentMap<String, PlainNames> LATELY = new ConcurrentHashMap<>();

    /** Of text without any. */
    public static final PlainNames NONE = new PlainNames(Set.of(), Set.of(), Set.of());

    public PlainNames {
        declared = Set.copyOf(declared);
        expressions = Set.copyOf(expressions);
        mentioned = Set.copyOf(mentioned);
    }

    /** The names in a text, which may have marks for what is to be put into it. What was asked lately is kept. */
    public static PlainNames of(String sql) {
        PlainNames known = LATELY.get(sql);
        if (known != null) {
            return known;
        }
        PlainNames names = PlainSqlScan.of(sql).names();
        if (sql.length() <= LONGEST_KEPT) {
            if (LATELY.size() >= MOST_KEPT) {
                LATELY.clear(); // texts that are made anew each time are worth nothing here
            }
            LATELY.put(sql, names);
        }
        return names;
    }

    boolean declares(String name) {
        return !declared.isEmpty() && declared.contains(name);
    }

    boolean hides(String table) {
        return !expressions.isEmpty() && expressions.contains(table);
    }
}
