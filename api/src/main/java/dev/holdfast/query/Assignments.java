package dev.holdfast.query;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.Expression;
import dev.holdfast.internal.Audience;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlWriter;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ColumnRole;
import dev.holdfast.table.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Columns with what they are set to: a parameter or an expression. Filled once, then only read. */
final class Assignments implements RowWriter {

    private final Table table;
    private final Map<AnyColumn<?>, Object> values = new LinkedHashMap<>();

    Assignments(Table table) {
        this.table = table;
    }

    static Assignments of(Table table, Consumer<? super RowWriter> writer) {
        Assignments assignments = new Assignments(table);
        Required.given("row", writer).accept(assignments);
        return assignments;
    }

    Assignments copy() {
        Assignments copy = new Assignments(table);
        copy.values.putAll(values);
        return copy;
    }

    @Override
    public <T extends @Nullable Object> RowWriter set(AnyColumn<T> column, T value) {
        checkSettable(column);
        if (value == null && !column.isNullable()) {
            throw new InvalidValueException(
                    column.qualifiedName(), "can't be null", "give a value, or declare the column nullable()");
        }
        return put(column, Values.stored(column.type(), column.qualifiedName(), value));
    }

    @Override
    public <T extends @Nullable Object> RowWriter setTo(
            AnyColumn<T> column, Expression<? extends @Nullable T> expression) {
        checkSettable(column);
        requireExpression(column, expression);
        if (column.metadata().role() == ColumnRole.ENCRYPTED) {
            throw new StatementException(
                    column.qualifiedName() + " is encrypted, which PostgreSQL can't do: set it to a value");
        }
        return put(column, expression);
    }

    /** From Java null passes for an expression. */
    static void requireExpression(AnyColumn<?> column, @Nullable Expression<?> expression) {
        if (expression == null) {
            throw new InvalidValueException(
                    column.qualifiedName(), "is set to no expression", "use set(column, null) to store NULL");
        }
    }

    private RowWriter put(AnyColumn<?> column, Object value) {
        if (values.putIfAbsent(column, value) != null) {
            throw new StatementException(column.qualifiedName() + " is set twice");
        }
        return this;
    }

    private void checkSettable(AnyColumn<?> column) {
        Required.given("set", column);
        if (!column.source().equals(table)) {
            throw new StatementException(column.qualifiedName() + " isn't a column of " + table.name());
        }
        if (column.metadata().role() == ColumnRole.DELETION) {
            throw new StatementException(column.qualifiedName()
                    + " is a stamp of the row's deletion: use deleteFrom(…) and restore(…), which set it");
        }
        if (column.metadata().role() == ColumnRole.BLIND_INDEX) {
            throw new StatementException(column.qualifiedName()
                    + " is a blind index: it is computed whenever what it is over is set, leave it out");
        }
        if (column.metadata().generatedSql() != null) {
            throw new StatementException(
                    column.qualifiedName() + " is a generated column: PostgreSQL computes it, leave it out");
        }
    }

    /** Sets a column whatever it was set to. */
    void replace(AnyColumn<?> column, Parameter value) {
        values.put(column, value);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(AnyColumn<?> column) {
        return values.containsKey(column);
    }

    boolean hasRole(ColumnRole role) {
        return values.keySet().stream().anyMatch(c -> c.metadata().role() == role);
    }

    Set<AnyColumn<?>> columns() {
        return values.keySet();
    }

    /** The parameter that a column is set to, or null where it is an expression or isn't set. */
    @Nullable
    Parameter parameter(AnyColumn<?> column) {
        return values.get(column) instanceof Parameter parameter ? parameter : null;
    }

    /** How many parameters {@link #writeValue} writes. */
    int parameterCount(AnyColumn<?> column) {
        Object value = values.get(column);
        if (value instanceof Parameter) {
            return 1;
        }
        return value instanceof SqlPart part
                ? new SqlWriter(Audience.TENANT)
                        .part(part)
                        .toText()
                        .parameters()
                        .size()
                : 0;
    }

    void writeValue(AnyColumn<?> column, SqlWriter out) {
        Object value = values.get(column);
        if (value instanceof Parameter parameter) {
            out.parameter(parameter);
        } else if (value instanceof SqlPart part) {
            out.part(part);
        } else {
            out.append("default");
        }
    }
}
