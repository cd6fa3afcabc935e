package dev.holdfast.liquibase;

/** Bytes of the form that the application writes, as SQL; nothing in them is encrypted. */
final class Cells {
    private Cells() {}

    /** A cell of format 1, of the shortest length. */
    static String encrypted(int content) {
        return "'\\x01" + "%016x".formatted(content) + "%056x".formatted(content) + "'::bytea";
    }

    /** A cell of clear text. */
    static String clear(String text) {
        return "'\\x00'::bytea || convert_to('" + text + "', 'UTF8')";
    }

    /** A value of a blind index of so many bytes. */
    static String index(int content, int bytes) {
        return "'\\x" + ("%0" + 2 * bytes + "x").formatted(content) + "'::bytea";
    }
}
