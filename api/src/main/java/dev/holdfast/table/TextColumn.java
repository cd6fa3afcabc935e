package dev.holdfast.table;

import dev.holdfast.expression.TextExpression;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/** A column of text. */
public final class TextColumn<T extends @Nullable Object> extends OrderedColumn<T> implements TextExpression<T> {

    TextColumn(Definition definition) {
        super(definition);
    }

    @Override
    TextColumn<?> derive(Definition changed) {
        return new TextColumn<>(changed);
    }

    @Override
    public TextColumn<T> tenantKey() {
        return (TextColumn<T>) super.tenantKey();
    }

    @Override
    public TextColumn<@Nullable T> nullable() {
        return replaced(definition().asNullable());
    }

    @Override
    public TextColumn<T> primaryKey() {
        return replaced(definition().asPrimaryKey());
    }

    @Override
    public TextColumn<T> unique() {
        return replaced(definition().asUnique());
    }

    @Override
    public TextColumn<T> references(Column<? extends @Nullable T> target) {
        return references(target, OnDelete.RESTRICT);
    }

    @Override
    public TextColumn<T> references(Column<? extends @Nullable T> target, OnDelete onDelete) {
        return replaced(definition().referring(target, onDelete));
    }

    @Override
    public TextColumn<T> defaultTo(Default<? extends @NonNull T> value) {
        return replaced(definition().withDefault(value.sql()));
    }

    @Override
    public TextColumn<T> defaultTo(@NonNull T value) {
        return replaced(definition().withDefault(Defaults.literal(type(), label(), value)));
    }

    @Override
    public TextColumn<T> generatedAs(String sql) {
        return replaced(definition().asGenerated(sql));
    }
}
