package dev.holdfast.internal;

import java.util.Set;

/**
 * The names in SQL that is written by hand.
 *
 * @param declared what its {@code from}, {@code join} and aliases call its own sources
 * @param expressions the common table expressions among them, which hide tables of their names
 * @param mentioned every name in it, of chains with dots the first
 */
public record PlainNames(Set<String> declared, Set<String> expressions, Set<String> mentioned) {

    /** Of text without any. */
    public static final PlainNames NONE = new PlainNames(Set.of(), Set.of(), Set.of());

    public PlainNames {
        declared = Set.copyOf(declared);
        expressions = Set.copyOf(expressions);
        mentioned = Set.copyOf(mentioned);
    }

    /** The names in a text, which may have marks for what is to be put into it. */
    public static PlainNames of(String sql) {
        return PlainSqlScan.of(sql).names();
    }

    boolean declares(String name) {
        return !declared.isEmpty() && declared.contains(name);
    }

    boolean hides(String table) {
        return !expressions.isEmpty() && expressions.contains(table);
    }
}
