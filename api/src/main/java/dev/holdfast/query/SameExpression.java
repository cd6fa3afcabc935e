package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.sql.Audience;
import dev.holdfast.sql.SqlText;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import java.util.List;
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
        SqlText text = null;
        for (int i = 0; i < selected.size(); i++) {
            Selectable<?> candidate = selected.get(i);
            boolean mayBe = !(candidate instanceof AnyColumn)
                    && candidate.type().javaType().equals(wanted.type().javaType())
                    && candidate.type().name().equals(wanted.type().name());
            if (mayBe) {
                text = text == null ? text(wanted) : text;
                if (text != null && text.equals(text(candidate))) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Null where it can't stand alone. */
    private static @Nullable SqlText text(Selectable<?> part) {
        try {
            return new SqlWriter(Audience.TENANT).part(part).toText();
        } catch (StatementException e) {
            return null;
        }
    }
}
