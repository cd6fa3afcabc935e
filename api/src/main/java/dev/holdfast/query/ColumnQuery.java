package dev.holdfast.query;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.expression.Subquery;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import org.jspecify.annotations.Nullable;

/** A select of one value per row: run by a session, or put into a condition as a subquery. */
public final class ColumnQuery<T extends @Nullable Object> extends MappedSelect<T> implements Subquery<T> {

    private final Selectable<T> selected;

    ColumnQuery(SelectSpec spec, Selectable<T> selected) {
        super(spec, row -> row.get(selected));
        this.selected = selected;
    }

    @Override
    public Selectable<T> selected() {
        return selected;
    }

    @Override
    public void writeTo(SqlWriter out) {
        if (selected.type().wire() == Wire.ENCRYPTED) {
            throw new StatementException(Row.nameOf(selected)
                    + " is encrypted, and PostgreSQL can't compare it with the subquery's surroundings: select the"
                    + " values first, or the rows' keys");
        }
        requireOwn(spec());
        SelectRenderer.write(spec(), out);
    }

    /** A column of the query around would be the same for each row. */
    private void requireOwn(SelectSpec spec) {
        if (selected instanceof AnyColumn<?> column
                && spec.sources().stream().noneMatch(source -> source.base().equals(column.source()))) {
            throw new StatementException("A subquery on '" + spec.root.name() + "' selects "
                    + column.qualifiedName() + ", which is none of its own columns: where that is an alias, write "
                    + spec.root.name() + ".of(COLUMN)");
        }
    }
}
