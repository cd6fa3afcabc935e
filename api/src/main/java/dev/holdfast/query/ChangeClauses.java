package dev.holdfast.query;

import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.CheckReturnValue;

/**
 * What updates and deletes have in common. Each call returns a new value.
 *
 * @param <S> the statement's own type
 * @param <Q> what {@code returning} gives
 */
@CheckReturnValue
public abstract class ChangeClauses<S, Q> {

    private final ChangeSpec spec;

    ChangeClauses(ChangeSpec spec) {
        this.spec = spec;
    }

    final ChangeSpec spec() {
        return spec;
    }

    abstract S with(ChangeSpec changed);

    abstract Q returned(Returning returning);

    /** Only the rows for which this is true; several calls are joined by {@code and}. */
    public final S where(Condition condition) {
        return with(spec.restrictedTo(condition));
    }

    /** Says that all rows (of the tenant) are meant, without which a missing condition is refused. */
    public final S everyRow() {
        return with(spec.onEveryRow());
    }

    /**
     * Only if the row still has this version: else {@link dev.holdfast.error.StaleVersionException}, which tells the
     * actual one, or {@link dev.holdfast.error.NoRowException} where there is no such row.
     */
    public final S atVersion(long version) {
        return with(spec.at(version));
    }

    /** Values of the rows: as stored by an update, as they were for a delete; all columns where none is named. */
    public final Q returning(Selectable<?>... values) {
        return returned(Returning.of(spec::texts, spec.table(), values));
    }
}
