package dev.holdfast.jdbi.internal.doctor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Walks over SQL that PostgreSQL has printed: no comments, no dollar quotes, parentheses that match. */
public final class SqlScan {

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    private SqlScan() {}

    /** The next position at the same level: behind a quoted text, behind what is in parentheses, or one further. */
    public static int next(String sql, int at) {
        return switch (sql.charAt(at)) {
            case '\'', '"' -> quoted(sql, at) + 1;
            case '(' -> closing(sql, at) + 1;
            default -> at + 1;
        };
    }

    /** Where the parenthesis that opens at {@code open} closes; the end of the text where it never does. */
    public static int closing(String sql, int open) {
        int at = open + 1;
        while (at < sql.length() && sql.charAt(at) != ')') {
            at = next(sql, at);
        }
        return at;
    }

    /**
     * The quote that ends what begins with one. PostgreSQL prints a quote inside doubled, which ends the text and
     * begins it anew, and a backslash doubled, so none stands before a quote to escape it.
     */
    private static int quoted(String sql, int open) {
        int close = sql.indexOf(sql.charAt(open), open + 1);
        return close < 0 ? sql.length() : close;
    }

    /**
     * With names that can be compared: one in quotes that needs none stands without, and of another there is nothing left that
     * could be taken for SQL.
     */
    public static String plain(String sql) {
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '"') {
                int end = endOfName(sql, at);
                String name = sql.substring(at + 1, end);
                plain.append(PLAIN_NAME.matcher(name).matches() ? name : encoded(name));
                at = end + 1;
            } else {
                int end = c == '\'' ? Math.min(quoted(sql, at) + 1, sql.length()) : at + 1;
                plain.append(sql, at, end);
                at = end;
            }
        }
        return plain.toString();
    }

    private static int endOfName(String sql, int open) {
        int close = quoted(sql, open);
        while (close + 1 < sql.length() && sql.charAt(close + 1) == '"') {
            close = quoted(sql, close + 1);
        }
        return Math.min(close, sql.length());
    }

    private static String encoded(String name) {
        return '"' + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8)) + '"';
    }

    /** The definition with that text behind the first parenthesis that opens outside of names. */
    public static String behindParenthesis(String definition, String text) {
        int open = 0;
        while (definition.charAt(open) != '(') {
            open = next(definition, open);
        }
        return definition.substring(0, open + 1) + text + definition.substring(open + 1);
    }

    /** Without blanks and parentheses, which PostgreSQL prints as it likes. */
    public static String squeezed(String sql) {
        return plain(sql).toLowerCase(Locale.ROOT).replaceAll("[\\s()]", "");
    }

    /** Without parentheses around the whole. */
    public static String bare(String text) {
        String inner = text;
        while (inner.startsWith("(") && SqlScan.closing(inner, 0) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }

    /** Parts at the outermost level. */
    public static List<String> split(String text, String separator) {
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
