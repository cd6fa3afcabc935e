package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Named;
import dev.holdfast.internal.SqlText;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds a computed expression by what it says, since two that are made alike aren't equal as objects. */
final class SameExpression {

    private SameExpression() {}

    /** The place of the expression among these; -1 where it isn't there. */
    static int indexIn(List<? extends Selectable<?>> selected, Selectable<?> wanted) {
        for (int i = 0; i < selected.size(); i++) {
            if (selected.get(i) == wanted) {
                return i;
            }
        }
        int equal = selected.indexOf(wanted);
        return equal >= 0 || wanted instanceof AnyColumn ? equal : indexOfText(selected, wanted);
    }

    private static int indexOfText(List<? extends Selectable<?>> selected, Selectable<?> wanted) {
        Written text = null;
        for (int i = 0; i < selected.size(); i++) {
            Selectable<?> candidate = selected.get(i);
            boolean mayBe = !(candidate instanceof AnyColumn)
                    && candidate.type().javaType().equals(wanted.type().javaType())
                    && candidate.type().name().equals(wanted.type().name());
            if (mayBe) {
                text = text == null ? Written.of(wanted) : text;
                if (text != null && text.equals(Written.of(candidate))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Whether an expression with a bound value stands in another, as far as their texts tell. */
    static boolean isBoundIn(SqlPart expression, SqlPart other) {
        Written part = Written.of(expression);
        Written whole = Written.of(other);
        return part != null
                && whole != null
                && !part.text().parameters().isEmpty()
                && whole.text().sql().contains(part.text().sql());
    }

    /** The sources whose columns a part names; none where it can't stand alone. */
    static Set<Named> sourcesOf(SqlPart part) {
        Written written = Written.of(part);
        return written == null ? Set.of() : written.sources();
    }

    /** What a part says, and of which sources: two may have one name. */
    private record Written(SqlText text, Set<Named> sources) {

        /** Null where it can't stand alone. */
        static @Nullable Written of(SqlPart part) {
            try {
                SqlWriter out = SqlWriter.alone(Audience.TENANT).part(part);
                return new Written(out.toText(), out.named());
            } catch (StatementException e) {
                return null;
            }
        }
    }
}
