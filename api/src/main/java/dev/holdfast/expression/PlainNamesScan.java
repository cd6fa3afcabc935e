package dev.holdfast.expression;

import dev.holdfast.sql.PlainNames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names in plain SQL: what it declares by {@code from}, {@code join}, {@code with} and aliases, and what it
 * qualifies columns by. Not a parser: where it can't tell, a name counts as declared, which at worst refuses a statement
 * that would have been right.
 */
final class PlainNamesScan {

    /** What a table's name, or an alias, can't stand behind as such; and what ends a {@code from}. */
    private static final Set<String> DECLARING = Set.of("from", "join", "update", "into", "using", "only", "lateral");

    private static final Set<String> ENDING = Set.of(
            "where",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "fetch",
            "for",
            "window",
            "union",
            "intersect",
            "except",
            "select",
            "set",
            "returning",
            "values",
            "on",
            "do");

    private static final Set<String> OTHER_WORDS = Set.of(
            "all",
            "and",
            "any",
            "array",
            "as",
            "asc",
            "between",
            "by",
            "case",
            "cast",
            "collate",
            "cross",
            "default",
            "delete",
            "desc",
            "distinct",
            "else",
            "end",
            "escape",
            "exists",
            "false",
            "filter",
            "first",
            "full",
            "ilike",
            "in",
            "inner",
            "insert",
            "interval",
            "is",
            "isnull",
            "last",
            "left",
            "like",
            "materialized",
            "natural",
            "not",
            "notnull",
            "null",
            "nulls",
            "or",
            "outer",
            "over",
            "overlaps",
            "partition",
            "recursive",
            "right",
            "similar",
            "some",
            "symmetric",
            "then",
            "to",
            "true",
            "when",
            "with",
            "within");

    private final String sql;
    private final Set<String> declared = new HashSet<>();
    private final Set<String> expressions = new HashSet<>();
    private final Set<String> qualifiers = new HashSet<>();
    private final Deque<Boolean> around = new ArrayDeque<>();
    private boolean inFrom;
    private @Nullable Token before;

    private enum Kind {
        WORD,
        NAME,
        SIGN
    }

    /**
     * A token.
     *
     * @param text a word in small letters, a name as PostgreSQL takes it, or a sign
     */
    private record Token(Kind kind, String text) {

        boolean isWord(Set<String> words) {
            return kind == Kind.WORD && words.contains(text);
        }

        boolean isWord(String word) {
            return kind == Kind.WORD && text.equals(word);
        }

        boolean isSign(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }

        boolean isName() {
            return kind == Kind.NAME;
        }
    }

    private PlainNamesScan(String sql) {
        this.sql = sql;
    }

    static PlainNames of(String sql) {
        PlainNamesScan scan = new PlainNamesScan(sql);
        scan.run();
        scan.qualifiers.removeAll(scan.declared);
        return scan.declared.isEmpty() && scan.qualifiers.isEmpty()
                ? PlainNames.NONE
                : new PlainNames(scan.declared, scan.expressions, scan.qualifiers);
    }

    private void run() {
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '"') {
                int end = SqlLexer.skipQuoted(sql, i);
                i = take(name(sql.substring(i + 1, Math.max(i + 1, end - 1)).replace("\"\"", "\"")), end);
            } else if (isStart(c)) {
                int end = i + 1;
                while (end < sql.length() && isPart(sql.charAt(end))) {
                    end++;
                }
                i = take(token(sql.substring(i, end)), end);
            } else {
                int end = SqlLexer.skipQuoted(sql, i);
                i = end > i ? literal(i, end) : take(new Token(Kind.SIGN, String.valueOf(c)), i + 1);
            }
        }
    }

    private static boolean isStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isPart(char c) {
        return c == '_' || c == '$' || Character.isLetterOrDigit(c);
    }

    private static Token name(String text) {
        return new Token(Kind.NAME, text);
    }

    /** PostgreSQL folds what isn't quoted. */
    private static Token token(String written) {
        String folded = written.toLowerCase(Locale.ROOT);
        boolean word = DECLARING.contains(folded) || ENDING.contains(folded) || OTHER_WORDS.contains(folded);
        return new Token(word ? Kind.WORD : Kind.NAME, folded);
    }

    /** Comments are nothing; a string is a value. */
    private int literal(int from, int end) {
        char c = sql.charAt(from);
        if (c == '\'' || c == '$') {
            before = new Token(Kind.SIGN, "'");
        }
        return end;
    }

    private int take(Token token, int end) {
        if (token.isName()) {
            int behind = takeName(token, end);
            before = token;
            return behind;
        }
        if (token.isSign("(")) {
            around.push(inFrom);
            inFrom = false;
        } else if (token.isSign(")")) {
            inFrom = !around.isEmpty() && around.pop();
        } else if (token.isWord(DECLARING)) {
            inFrom = true;
        } else if (token.isWord(ENDING)) {
            inFrom = false;
        }
        before = token;
        return end;
    }

    /** A name, or several with dots between them. */
    private int takeName(Token first, int end) {
        Token last = first;
        int behind = end;
        boolean qualified = false;
        while (peek(behind) == '.') {
            int next = skipSpace(skipSpace(behind) + 1);
            int nextEnd = next;
            if (next < sql.length() && sql.charAt(next) == '"') {
                nextEnd = SqlLexer.skipQuoted(sql, next);
                last = name(
                        sql.substring(next + 1, Math.max(next + 1, nextEnd - 1)).replace("\"\"", "\""));
            } else {
                while (nextEnd < sql.length() && isPart(sql.charAt(nextEnd))) {
                    nextEnd++;
                }
                last = name(sql.substring(next, nextEnd).toLowerCase(Locale.ROOT));
            }
            qualified = true;
            behind = nextEnd;
        }
        boolean declares = isDeclaredHere();
        if (declares) {
            declared.add(last.text());
        }
        if (qualified) {
            qualifiers.add(first.text()); // of a column; of a table's schema at times, which nothing is called like
        }
        if (!qualified && isExpression(behind)) {
            declared.add(first.text());
            expressions.add(first.text());
        }
        return behind;
    }

    private boolean isDeclaredHere() {
        Token previous = before;
        if (previous == null) {
            return false;
        }
        boolean asAlias = previous.isWord("as") || previous.isName() || previous.isSign(")") || previous.isSign("}");
        return previous.isWord(DECLARING) || asAlias || (inFrom && previous.isSign(","));
    }

    /** {@code name as (…)} and {@code name (columns) as (…)}, as behind {@code with}. */
    private boolean isExpression(int at) {
        int next = skipSpace(at);
        if (next < sql.length() && sql.charAt(next) == '(') {
            int close = sql.indexOf(')', next);
            next = close < 0 ? sql.length() : skipSpace(close + 1);
        }
        if (!sql.regionMatches(true, next, "as", 0, 2)) {
            return false;
        }
        int opening = skipSpace(next + 2);
        for (String hint : new String[] {"not", "materialized"}) {
            if (sql.regionMatches(true, opening, hint, 0, hint.length())) {
                opening = skipSpace(opening + hint.length());
            }
        }
        return opening < sql.length() && sql.charAt(opening) == '(';
    }

    private char peek(int at) {
        int next = skipSpace(at);
        return next < sql.length() ? sql.charAt(next) : '\0';
    }

    private int skipSpace(int at) {
        int i = at;
        while (i < sql.length() && Character.isWhitespace(sql.charAt(i))) {
            i++;
        }
        return i;
    }
}
