package dev.holdfast.internal;

/** As much of PostgreSQL's lexical rules as it takes to leave quoted text and comments alone. */
public final class SqlLexer {

    private SqlLexer() {}

    /** The index behind the quoted text or comment that begins at {@code at}, or {@code at} where none does. */
    public static int skipQuoted(String sql, int at) {
        char c = sql.charAt(at);
        return switch (c) {
            case '\'' -> skipString(sql, at, isEscapeString(sql, at));
            case '"' -> skipString(sql, at, false);
            case '$' -> skipDollarQuoted(sql, at);
            case '-' -> sql.startsWith("--", at) ? endOr(sql, sql.indexOf('\n', at), 1) : at;
            case '/' -> sql.startsWith("/*", at) ? skipBlockComment(sql, at) : at;
            default -> at;
        };
    }

    /** Doubles the question marks of operators, which pgjdbc would take for parameters. */
    public static String escapeQuestionMarks(String sql) {
        if (sql.indexOf('?') < 0) {
            return sql;
        }
        StringBuilder escaped = new StringBuilder(sql.length() + 4);
        int i = 0;
        while (i < sql.length()) {
            int skipped = skipQuoted(sql, i);
            if (skipped > i) {
                escaped.append(sql, i, skipped);
                i = skipped;
            } else {
                char c = sql.charAt(i++);
                escaped.append(c == '?' ? "??" : String.valueOf(c));
            }
        }
        return escaped.toString();
    }

    /** True where what is written behind the text would belong to its last comment. */
    public static boolean endsInLineComment(String sql) {
        int i = 0;
        while (i < sql.length()) {
            int skipped = skipQuoted(sql, i);
            if (skipped == sql.length() && sql.startsWith("--", i)) {
                return sql.charAt(skipped - 1) != '\n';
            }
            i = Math.max(skipped, i + 1);
        }
        return false;
    }

    private static boolean isEscapeString(String sql, int at) {
        return at > 0
                && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E')
                && (at == 1 || !Character.isLetterOrDigit(sql.charAt(at - 2)));
    }

    private static int skipString(String sql, int at, boolean backslashes) {
        char quote = sql.charAt(at);
        int i = at + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (backslashes && c == '\\') {
                i += 2;
            } else if (c != quote) {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        return sql.length();
    }

    private static int skipDollarQuoted(String sql, int at) {
        if (at > 0 && Character.isJavaIdentifierPart(sql.charAt(at - 1))) {
            return at;
        }
        int i = at + 1;
        while (i < sql.length() && (Character.isLetterOrDigit(sql.charAt(i)) || sql.charAt(i) == '_')) {
            i++;
        }
        if (i >= sql.length() || sql.charAt(i) != '$' || (i > at + 1 && Character.isDigit(sql.charAt(at + 1)))) {
            return at;
        }
        String tag = sql.substring(at, i + 1);
        return endOr(sql, sql.indexOf(tag, i + 1), tag.length());
    }

    private static int skipBlockComment(String sql, int at) {
        int depth = 0;
        int i = at;
        while (i < sql.length()) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                i += 2;
                if (--depth == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return sql.length();
    }

    private static int endOr(String sql, int found, int length) {
        return found < 0 ? sql.length() : found + length;
    }
}
