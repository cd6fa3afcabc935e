package dev.holdfast.internal;

import dev.holdfast.error.StatementException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names in plain SQL: what it declares by {@code from}, {@code join}, {@code with} and aliases, what it mentions, and
 * what it reads. Not a parser: where it can't tell, a name counts as declared, and as a table's, which at worst refuses a
 * statement that would have been right.
 */
final class PlainSqlScan {

    /** A table's name stands behind these. */
    private static final Set<String> DECLARING =
            Set.of("from", "join", "update", "into", "using", "only", "lateral", "table");

    /** Behind these a bracket goes on with tables. */
    private static final Set<String> OPENING = Set.of("from", "join", "only", "lateral");

    private static final Set<String> ENDING = Set.of(("where group having order limit offset fetch for window union"
                    + " intersect except select set returning values do when")
            .split(" "));

    /** What stands behind a table and is no alias. */
    private static final Set<String> OTHER =
            Set.of("as on cross inner left right full natural tablesample with default".split(" "));

    private enum Kind {
        WORD,
        NAME,
        SIGN
    }

    /**
     * A token.
     *
     * @param text a word or name as PostgreSQL takes it, or a sign
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
    }

    /** Whether tables stand here. */
    private enum Place {
        FROM,
        /** Until the next join or comma. */
        ON,
        ELSEWHERE
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private final Set<String> declared = new HashSet<>();
    private final Set<String> expressions = new HashSet<>();
    private final Set<String> mentioned = new HashSet<>();
    private final List<PlainReads.Source> read = new ArrayList<>();
    private final Deque<Place> around = new ArrayDeque<>();
    private Place place = Place.ELSEWHERE;

    private PlainSqlScan(String sql) {
        this.sql = sql;
    }

    static PlainSqlScan of(String sql) {
        PlainSqlScan scan = new PlainSqlScan(sql);
        scan.cut();
        scan.look();
        return scan;
    }

    PlainNames names() {
        return mentioned.isEmpty() && declared.isEmpty()
                ? PlainNames.NONE
                : new PlainNames(declared, expressions, mentioned);
    }

    PlainReads reads() {
        return new PlainReads(read, names(), (int)
                tokens.stream().filter(token -> token.isSign("?")).count());
    }

    private void cut() {
        int i = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            int end = SqlLexer.skipQuoted(sql, i);
            if (c == '"' && end > i) {
                refuseEscapes(i);
                String name = sql.substring(i + 1, Math.max(i + 1, end - 1));
                tokens.add(new Token(Kind.NAME, name.replace("\"\"", "\"")));
            } else if (end > i) {
                if (c == '\'' || c == '$') {
                    tokens.add(new Token(Kind.SIGN, "'"));
                } // and a comment is nothing
            } else if (isStart(c)) {
                end = i + 1;
                while (end < sql.length() && (isStart(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
                    end++;
                }
                tokens.add(bare(sql.substring(i, end)));
            } else {
                end = i + (sql.startsWith("??", i) ? 2 : 1); // two are a question mark of an operator
                if (!Character.isWhitespace(c)) {
                    tokens.add(new Token(Kind.SIGN, sql.substring(i, end)));
                }
            }
            i = end;
        }
    }

    private void refuseEscapes(int quote) {
        if (quote >= 2 && sql.charAt(quote - 1) == '&' && (sql.charAt(quote - 2) | 0x20) == 'u') {
            throw new StatementException(
                    "Plain SQL has a name in Unicode escapes, U&\"…\", which nobody can look through: write the name: "
                            + sql);
        }
    }

    /** As PostgreSQL's scanner: each character that isn't ASCII is a letter. */
    private static boolean isStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
    }

    private static boolean isDigit(char c) {
        return c == '$' || (c >= '0' && c <= '9');
    }

    /** PostgreSQL folds what isn't quoted, and of UTF-8 only ASCII. */
    private static Token bare(String written) {
        StringBuilder folded = new StringBuilder(written);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c | 0x20));
            }
        }
        String text = folded.toString();
        boolean word = DECLARING.contains(text) || ENDING.contains(text) || OTHER.contains(text);
        return new Token(word ? Kind.WORD : Kind.NAME, text);
    }

    private void look() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.SIGN) {
                takeSign(token, at(i - 1));
            } else {
                i = takeText(i);
            }
        }
    }

    private void takeSign(Token sign, @Nullable Token before) {
        if (sign.isSign("(")) {
            boolean goesOn = before != null
                    && (before.isWord(OPENING) || (place == Place.FROM && (before.isSign(",") || before.isSign("("))));
            around.push(place);
            place = goesOn ? Place.FROM : Place.ELSEWHERE;
        } else if (sign.isSign(")")) {
            place = around.isEmpty() ? Place.ELSEWHERE : around.pop();
        } else if (sign.isSign(",") && place == Place.ON) {
            place = Place.FROM;
        }
    }

    /** Takes a word or a name, or several names with dots between them; gives the index of the last. */
    private int takeText(int first) {
        int last = first;
        while (isSign(last + 1, ".") && isText(last + 2)) {
            last += 2;
        }
        Token token = tokens.get(first);
        boolean word = token.kind() == Kind.WORD && last == first;
        String name = tokens.get(last).text();
        Token before = at(first - 1);
        boolean alias = place == Place.FROM && isAliased(before);
        boolean table = isTable(before);
        if (alias || (table && !hasAlias(last))) {
            declared.add(name);
        }
        if (table && !word && isRead(first - 1)) {
            read.add(source(first, last));
        }
        if (!word || alias) {
            mentioned.add(token.text());
        }
        if (last == first && isExpression(last)) {
            declared.add(name);
            expressions.add(name);
        }
        if (word) {
            place = token.isWord(DECLARING)
                    ? Place.FROM
                    : token.isWord(ENDING) ? Place.ELSEWHERE : token.isWord("on") ? Place.ON : place;
        }
        return last;
    }

    private boolean isTable(@Nullable Token before) {
        return before != null
                && (before.isWord(DECLARING) || (place == Place.FROM && (before.isSign(",") || before.isSign("("))));
    }

    /** Whether what stands behind a word is read, and not written. */
    private boolean isRead(int before) {
        Token word = tokens.get(before);
        boolean isTarget = word.isWord("into") || word.isWord("update");
        return !isTarget && !(word.isWord("from") && isName(before - 1, "delete"));
    }

    private PlainReads.Source source(int first, int last) {
        String qualifier = first == last ? null : tokens.get(last - 2).text();
        boolean isCall = isSign(last + 1, "(");
        int parameter = -1;
        if (isCall && isSign(last + 2, "?") && isSign(last + 3, ")")) {
            parameter = (int) tokens.subList(0, last).stream()
                    .filter(token -> token.isSign("?"))
                    .count();
        }
        return new PlainReads.Source(qualifier, tokens.get(last).text(), isCall, parameter);
    }

    /** Whether an alias can stand behind this. */
    private static boolean isAliased(@Nullable Token before) {
        return before != null
                && (before.isWord("as") || before.kind() == Kind.NAME || before.isSign(")") || before.isSign("}"));
    }

    /** Whether the table has an alias, by which alone it is seen then. */
    private boolean hasAlias(int table) {
        Token next = at(table + 1);
        return next != null && (next.kind() == Kind.NAME || (next.isWord("as") && !isSign(table + 2, "(")));
    }

    /** {@code name as (…)} and {@code name (columns) as (…)}, as behind {@code with}. */
    private boolean isExpression(int name) {
        int next = name + 1;
        if (isSign(next, "(")) {
            while (next < tokens.size() && !isSign(next, ")")) {
                next++;
            }
            next++;
        }
        Token as = at(next);
        if (as == null || !as.isWord("as")) {
            return false;
        }
        next++;
        for (Token hint = at(next); isHint(hint); hint = at(next)) {
            next++;
        }
        return isSign(next, "(");
    }

    private static boolean isHint(@Nullable Token token) {
        return token != null
                && token.kind() == Kind.NAME
                && (token.text().equals("not") || token.text().equals("materialized"));
    }

    private @Nullable Token at(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : null;
    }

    private boolean isSign(int index, String sign) {
        Token token = at(index);
        return token != null && token.isSign(sign);
    }

    private boolean isName(int index, String name) {
        Token token = at(index);
        return token != null && token.kind() == Kind.NAME && token.text().equals(name);
    }

    private boolean isText(int index) {
        Token token = at(index);
        return token != null && token.kind() != Kind.SIGN;
    }
}
