package dev.holdfast.sql;

import java.util.Set;

/**
 * The names in SQL that is written by hand.
 *
 * @param declared what its {@code from}, {@code join} and aliases call its own sources
 * @param expressions the common table expressions among them, which hide tables of their names
 * @param qualifiers what stands before a dot and isn't declared there
 */
public record PlainNames(Set<String> declared, Set<String> expressions, Set<String> qualifiers) {

    /** Of text without any. */
    public static final PlainNames NONE = new PlainNames(Set.of(), Set.of(), Set.of());

    public PlainNames {
        declared = Set.copyOf(declared);
        expressions = Set.copyOf(expressions);
        qualifiers = Set.copyOf(qualifiers);
    }

    boolean declares(String name) {
        return !declared.isEmpty() && declared.contains(name);
    }

    boolean hides(String table) {
        return !expressions.isEmpty() && expressions.contains(table);
    }
}
