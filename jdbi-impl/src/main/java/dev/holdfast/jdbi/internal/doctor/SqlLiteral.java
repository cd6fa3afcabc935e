package dev.holdfast.jdbi.internal.doctor;

/** Text as SQL has it in quotes. */
public final class SqlLiteral {

    private SqlLiteral() {}

    public static String of(String text) {
        String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
        return text.contains("\\") ? "e" + quoted : quoted;
    }
}
