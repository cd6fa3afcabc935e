package dev.holdfast.query;

import static dev.holdfast.query.SelectSpec.plus;

import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expression;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an insert does where a unique key has the values already. The tenant is part of the key by itself. Immutable.
 *
 * <pre>{@code
 * OnConflict.on(USERS.email).among(USERS.deletedAt.isNull()).update(USERS.name)
 * }</pre>
 */
public final class OnConflict {

    private record SetTo(AnyColumn<?> column, @Nullable Expression<?> expression) {}

    private final List<AnyColumn<?>> key;
    private final @Nullable Condition predicate;
    private final List<SetTo> updates;

    private OnConflict(List<AnyColumn<?>> key, @Nullable Condition predicate, List<SetTo> updates) {
        this.key = key;
        this.predicate = predicate;
        this.updates = updates;
    }

    /** On a conflict in these columns; without more, the row there is left as it is ({@code do nothing}). */
    public static OnConflict on(AnyColumn<?>... key) {
        if (key.length == 0) {
            throw new StatementException("OnConflict.on(…) needs the columns of a unique key");
        }
        return new OnConflict(List.copyOf(Arrays.asList(key)), null, List.of());
    }

    /** Names a partial unique index by its predicate, without which PostgreSQL doesn't find it. */
    public OnConflict among(Condition indexPredicate) {
        return new OnConflict(key, indexPredicate, updates);
    }

    /** Sets these columns of the row there to the values of the row that was to be inserted. */
    public OnConflict update(AnyColumn<?>... columns) {
        OnConflict changed = this;
        for (AnyColumn<?> column : columns) {
            changed = new OnConflict(key, predicate, plus(changed.updates, new SetTo(column, null)));
        }
        return changed;
    }

    /** Sets a column of the row there to an expression. */
    public <T extends @Nullable Object> OnConflict set(Column<T> column, Expression<? extends @Nullable T> expression) {
        return new OnConflict(key, predicate, plus(updates, new SetTo(column, expression)));
    }

    void writeTo(Table table, SqlWriter out) {
        key.forEach(column -> checkKnown(table, column));
        out.append(" on conflict (");
        AnyColumn<?> tenant = table.tenantKey();
        if (tenant != null && !key.contains(tenant)) {
            out.identifier(tenant.name()).append(", ");
        }
        out.list(key, ", ", (w, column) -> w.identifier(column.name())).append(")");
        if (predicate != null) {
            writePredicate(predicate, out);
        }
        if (updates.isEmpty()) {
            out.append(" do nothing");
            return;
        }
        out.append(" do update set ").list(updates, ", ", (w, update) -> writeUpdate(table, w, update));
        writeStamps(table, out);
    }

    private static void writePredicate(Condition predicate, SqlWriter out) {
        if (!new SqlWriter(out.audience()).part(predicate).toText().parameters().isEmpty()) {
            throw new StatementException(
                    "The predicate of among(…) has parameters, and PostgreSQL finds no index by"
                            + " those once it plans generically: write the values out, PlainSql.condition(\"status = 'live'\")");
        }
        out.append(" where ").part(predicate);
    }

    private static void checkKnown(Table table, AnyColumn<?> column) {
        if (!column.source().equals(table)) {
            throw new StatementException(column.qualifiedName() + " isn't a column of " + table.name());
        }
    }

    private void writeUpdate(Table table, SqlWriter out, SetTo update) {
        AnyColumn<?> column = update.column();
        checkKnown(table, column);
        if (column.generatedSql() != null) {
            throw new StatementException(
                    column.qualifiedName() + " is a generated column: PostgreSQL computes it, leave it out");
        }
        if (updates.stream().filter(u -> u.column().equals(column)).count() > 1) {
            throw new StatementException(column.qualifiedName() + " is set twice");
        }
        if (column.role() == ColumnRole.TENANT_KEY) {
            throw new StatementException(column.qualifiedName() + " names the row's tenant, which never changes");
        }
        out.identifier(column.name()).append(" = ");
        if (update.expression() == null) {
            out.append("excluded.").identifier(column.name());
        } else {
            out.part(update.expression());
        }
    }

    private void writeStamps(Table table, SqlWriter out) {
        for (AnyColumn<?> column : table.columns()) {
            if (updates.stream().noneMatch(u -> u.column().equals(column))) {
                Stamps.write(column, out);
            }
        }
    }
}
