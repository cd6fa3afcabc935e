package dev.holdfast.table;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Values;
import java.util.List;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/** A column with a one-dimensional array; in Java a {@link List}. */
public final class ArrayColumn<T extends @Nullable Object> extends Column<T> {

    ArrayColumn(Definition definition) {
        super(definition);
    }

    @Override
    ArrayColumn<?> derive(Definition changed) {
        return new ArrayColumn<>(changed);
    }

    /** {@code this @> elements}: has all of them. */
    public Condition containsAll(@NonNull T elements) {
        return with("@>", elements);
    }

    /** {@code this && elements}: has at least one of them. */
    public Condition overlaps(@NonNull T elements) {
        return with("&&", elements);
    }

    private Condition with(String operator, @NonNull T elements) {
        var parameter = Values.required(type(), label(), elements);
        return Condition.of(out -> out.part(this).append(" " + operator + " ").parameter(parameter));
    }

    @Override
    public ArrayColumn<@Nullable T> nullable() {
        return replaced(definition().asNullable());
    }

    @Override
    public ArrayColumn<T> defaultTo(Default<? extends @NonNull T> value) {
        return replaced(definition().withDefault(value.sql()));
    }

    @Override
    public ArrayColumn<T> defaultTo(@NonNull T value) {
        return replaced(definition().withDefault(Defaults.literal(type(), label(), value)));
    }
}
