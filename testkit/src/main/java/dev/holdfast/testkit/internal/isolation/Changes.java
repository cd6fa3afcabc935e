package dev.holdfast.testkit.internal.isolation;

import dev.holdfast.Session;
import dev.holdfast.TenantScope;
import dev.holdfast.query.BoundUpdate;
import dev.holdfast.query.RowWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writing by Holdfast's statements, whatever is on trial. */
public final class Changes {

    private Changes() {}

    /** {@code set c = c}: counts as a write and changes nothing that it shouldn't. */
    public static BoundUpdate touch(Session session, Target target) {
        return toItself(session.update(target.table()), target.writable());
    }

    private static <T extends @Nullable Object> BoundUpdate toItself(BoundUpdate update, Column<T> column) {
        return update.setTo(column, column);
    }

    /** Sets a column to a value of its own type. */
    @SuppressWarnings("unchecked") // only values of the column's own type come here
    public static BoundUpdate set(BoundUpdate update, AnyColumn<?> column, Object value) {
        return update.set((AnyColumn<Object>) column, value);
    }

    /** Sets a column to a value that was read from it. */
    @SuppressWarnings("unchecked") // the value was read from this column
    public static void set(RowWriter writer, AnyColumn<?> column, @Nullable Object value) {
        writer.set((AnyColumn<@Nullable Object>) column, value);
    }

    /**
     * A change of every row, undone in the end.
     *
     * @param referred what to say where it can't be tried, since other rows refer to these
     */
    public static Verdict undone(TenantScope scope, Function<Session, Verdict> change, String referred) {
        try {
            return scope.inTransaction(tx -> {
                tx.rollbackOnly();
                return change.apply(tx);
            });
        } catch (RuntimeException e) {
            return Verdict.stoppedByKey(e) ? Verdict.notTried(referred) : Verdict.of(e);
        }
    }
}
