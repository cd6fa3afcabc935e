package dev.holdfast.jdbi.internal.doctor;

import dev.holdfast.internal.Identifiers;
import java.util.List;
import java.util.stream.Stream;

/**
 * The statement that creates a missing index, under the name that the changelog gives it: by that a later rollback finds it.
 */
public final class IndexFix {

    private IndexFix() {}

    /**
     * Creates an index. An invalid one of that name, which a failed {@code create index concurrently} leaves behind, gives
     * way; where something else has the name, the index gets another one.
     *
     * @param unique {@code unique} with a blank behind it, or nothing
     * @param name what the changelog calls it
     * @param columns with their condition, as they stand in SQL
     */
    public static String create(ExaminedTable table, String unique, String name, String columns) {
        String drop = table.indexes().stream()
                .filter(index -> isReplaced(index, name))
                .map(index -> "drop index " + index.sql() + "; ")
                .findFirst()
                .orElse("");
        String called = drop.isEmpty() ? free(table, name) : Identifiers.quoted(name) + " ";
        return drop + "create " + unique + "index " + called + "on " + table.sql() + " " + columns;
    }

    /** True for an index of that name that is good for nothing. */
    public static boolean isReplaced(TableIndex index, String name) {
        return !index.row().valid() && index.row().name().equals(name) && !index.isConstraint();
    }

    /** The name, else the same with a hash; empty where both are taken, so that PostgreSQL chooses one. */
    private static String free(ExaminedTable table, String name) {
        return Stream.of(name, Identifiers.derivedWithHash(List.of(name), "", Identifiers.MAX_BYTES))
                .filter(candidate -> !table.row().neighbours().contains(candidate))
                .findFirst()
                .map(candidate -> Identifiers.quoted(candidate) + " ")
                .orElse("");
    }
}
