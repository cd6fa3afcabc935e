package dev.holdfast.jdbi.internal.doctor;

import java.util.ArrayList;
import java.util.List;

/** Walks over SQL that PostgreSQL has printed: no comments, no dollar quotes, parentheses that match. */
final class SqlScan {

    private SqlScan() {}

    /** The next position at the same level: behind a quoted text, behind what is in parentheses, or one further. */
    static int next(String sql, int at) {
        return switch (sql.charAt(at)) {
            case '\'', '"' -> quoted(sql, at) + 1;
            case '(' -> closing(sql, at) + 1;
            default -> at + 1;
        };
    }

    /** Where the parenthesis that opens at {@code open} closes; the end of the text where it never does. */
    static int closing(String sql, int open) {
        int at = open + 1;
        while (at < sql.length() && sql.charAt(at) != ')') {
            at = next(sql, at);
        }
        return at;
    }

    /**
     * The quote that ends what begins with one. PostgreSQL prints a quote inside doubled, which ends the text and
     * begins it
     * anew, and a backslash doubled, so none stands before a quote to escape it.
     */
    private static int quoted(String sql, int open) {
        int close = sql.indexOf(sql.charAt(open), open + 1);
        return close < 0 ? sql.length() : close;
    }

    /** Without parentheses around the whole. */
    static String bare(String text) {
        String inner = text;
        while (inner.startsWith("(") && SqlScan.closing(inner, 0) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /** Parts at the outermost level. */
    static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at = SqlScan.next(text, at)) {
            if (text.startsWith(separator, at)) {
                parts.add(text.substring(start, at));
                start = at + separator.length();
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
