package dev.holdfast.jdbi.internal.doctor;

/** Text as SQL has it in quotes. */
final class SqlLiteral {

    private SqlLiteral() {}

    static String of(String text) {
        String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
        return text.contains("\\") ? "e" + quoted : quoted;
    }
}
