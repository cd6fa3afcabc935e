package dev.holdfast.expression;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.PlainNames;
import dev.holdfast.internal.SqlLexer;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.sql.SqlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one door for SQL that you write yourself. Text goes to PostgreSQL as it stands; {@code {0}}, {@code {1}} … stand
 * for the arguments: columns and other parts write themselves, any other value is bound as a parameter, never pasted.
 * Marks inside quotes are left alone, and PostgreSQL's operators with a question mark need no escaping.
 *
 * <p>Columns of the statement around go in as arguments. Text that names one of its sources by a name which that hasn't
 * in this statement is refused ({@link dev.holdfast.error.StatementException}), and so is text that calls a source of its
 * own like one whose column it is given: PostgreSQL would take that for its own. So are names in Unicode escapes.
 *
 * <p>The library's tenant filter isn't added to tables named here; row-level security holds all the same. Never build
 * the text from user input.
 */
public final class PlainSql implements SqlPart {

    private sealed interface Piece permits Text, Argument {}

    private record Text(String text) implements Piece {}

    private record Argument(SqlPart part) implements Piece {}

    private final List<Piece> pieces;
    private final String expanded; // with the text of plain SQL among the arguments, whose names are this one's too
    private final PlainNames names;

    private PlainSql(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Text part) {
                text.append(part.text());
            } else {
                text.append(((Argument) piece).part() instanceof PlainSql inner ? inner.expanded : "{0}");
            }
        }
        this.expanded = text.toString();
        this.names = PlainNames.of(expanded);
    }

    /** Text with its arguments, as a part to put into something else or a whole statement. */
    public static PlainSql sql(String text, @Nullable Object... arguments) {
        return new PlainSql(parse(text, arguments));
    }

    /** Raw SQL as a condition. */
    public static Condition condition(String text, @Nullable Object... arguments) {
        PlainSql body = sql(text, arguments);
        return Condition.of(out -> out.append("(").part(body).append(")"));
    }

    /**
     * Raw SQL as an expression.
     *
     * @param type what it yields
     * @param label its name in the result
     */
    public static <T> OrderedExpression<@Nullable T> expression(
            SqlType<T> type, String label, String text, @Nullable Object... arguments) {
        PlainSql body = sql(text, arguments);
        return new Fragment<>(out -> out.append("(").part(body).append(")"), type, label, true);
    }

    /** A value with its type, for an argument whose class doesn't say it, and for a null. */
    public static <T> SqlPart value(SqlType<T> type, @Nullable T value) {
        Parameter parameter = Values.optional(type, "argument", value);
        if (value == null && !type.needsCast()) {
            // PostgreSQL can't tell the type of a bare null, as in "? is null"
            return out -> out.parameter(parameter).append("::").append(type.castName());
        }
        return out -> out.parameter(parameter);
    }

    @Override
    public void writeTo(SqlWriter out) {
        out.markWrite();
        out.plain(names, this::writePieces);
    }

    private void writePieces(SqlWriter out) {
        for (Piece piece : pieces) {
            if (piece instanceof Text text) {
                out.append(text.text());
            } else {
                out.part(((Argument) piece).part());
            }
        }
    }

    private static List<Piece> parse(String text, @Nullable Object[] arguments) {
        List<Piece> pieces = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        int start = 0;
        int i = 0;
        while (i < text.length()) {
            int skipped = SqlLexer.skipQuoted(text, i);
            if (skipped > i) {
                i = skipped;
                continue;
            }
            if (text.charAt(i) == ';') {
                throw new StatementException("Plain SQL is one statement, without a semicolon: " + text);
            }
            int end = markEnd(text, i);
            if (end < 0) {
                i++;
                continue;
            }
            int index = Integer.parseInt(text.substring(i + 1, end));
            if (index >= arguments.length) {
                throw new StatementException("The SQL names {" + index + "} but has " + arguments.length
                        + " arguments; marks count from {0}: " + text);
            }
            pieces.add(new Text(SqlLexer.escapeQuestionMarks(text.substring(start, i))));
            pieces.add(new Argument(toPart(index, arguments[index])));
            used.add(index);
            i = end + 1;
            start = i;
        }
        String rest = SqlLexer.escapeQuestionMarks(text.substring(start));
        pieces.add(new Text(SqlLexer.endsInLineComment(text) ? rest + "\n" : rest));
        for (int n = 0; n < arguments.length; n++) {
            if (!used.contains(n)) {
                throw new StatementException("Argument {" + n + "} stands nowhere in the SQL: write {" + n
                        + "} where it belongs, which is how this SQL says ?: " + text);
            }
        }
        return pieces;
    }

    private static int markEnd(String text, int at) {
        if (text.charAt(at) != '{') {
            return -1;
        }
        int i = at + 1;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9' && i - at < 4) {
            i++;
        }
        return i > at + 1 && i < text.length() && text.charAt(i) == '}' ? i : -1;
    }

    private static SqlPart toPart(int index, @Nullable Object argument) {
        if (argument == null) {
            throw new StatementException(
                    "Argument {" + index + "} is null and so has no type: pass PlainSql.value(type, null)");
        }
        if (argument instanceof SqlPart part) {
            return part;
        }
        String label = String.format(Locale.ROOT, "argument {%d}", index);
        Parameter parameter = Values.required(typeOf(label, argument), label, argument);
        return out -> out.parameter(parameter);
    }

    private static SqlType<?> typeOf(String label, Object argument) {
        try {
            return SqlTypes.of(argument.getClass());
        } catch (IllegalArgumentException e) {
            throw new StatementException(label + ": " + e.getMessage());
        }
    }
}
