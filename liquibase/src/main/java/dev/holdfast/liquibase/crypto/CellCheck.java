package dev.holdfast.liquibase.crypto;

import dev.holdfast.liquibase.internal.Names;

/**
 * The check on an encrypted column. A cell is a byte of format, 1, eight of the data key's id, and what the cipher made, of which
 * at least 28 aren't content; a clear one is a zero byte and the value. Nothing in it can fail, whatever the bytes.
 */
final class CellCheck {
    private static final int SHORTEST = 37;

    private final String column;
    private final String name;

    CellCheck(Names names, String table, String column) {
        this.column = names.column(column);
        name = names.object(Names.made(table, column, "_encrypted"));
    }

    String name() {
        return name;
    }

    /** The part of an {@code alter table} that adds it. */
    String add(boolean migrating) {
        String first = "substring(" + column + " from 1 for 1)";
        String encrypted = first + " = '\\x01' and octet_length(" + column + ") >= " + SHORTEST;
        return "add constraint " + name + " check (" + (migrating ? first + " = '\\x00' or " : "") + encrypted + ")";
    }
}
