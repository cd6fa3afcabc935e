package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Names;
import java.util.List;

/** The SQL of one blind index: a column of keyed hashes, the check on their length, and the index over it. */
final class BlindIndex {
    static final int LONGEST_BITS = 256;

    private final BlindIndexedChange change;
    private final String column;
    private final Names names;

    BlindIndex(BlindIndexedChange change, String column, Names names) {
        this.change = change;
        this.column = column;
        this.names = names;
    }

    /** The parts of an {@code alter table} that add the column. */
    List<String> addColumn() {
        String name = names.column(column);
        String check = names.object(Names.made(change.table(), column, "_length"));
        int bytes = (change.bits() + 7) / 8;
        return List.of(
                "add column " + name + " bytea",
                "add constraint " + check + " check (octet_length(" + name + ") = " + bytes + ")");
    }

    String createIndex() {
        return "create " + (change.uniquely() ? "unique index " : "index ") + names.object(indexName()) + " on "
                + change.table(names) + " (" + change.keyOf(names, column) + ")"
                + (change.live() ? " where deleted_at is null" : "");
    }

    /** Takes its check and its index along. */
    String dropColumn() {
        return "drop column " + names.column(column);
    }

    private String indexName() {
        String suffix = change.live() ? "_live_key" : change.uniquely() ? "_key" : "_idx";
        return Names.made(change.table(), column, suffix);
    }
}
