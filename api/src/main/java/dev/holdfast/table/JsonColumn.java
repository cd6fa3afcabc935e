package dev.holdfast.table;

import dev.holdfast.expression.Condition;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlTypes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * A {@code jsonb} column, typed by a Java class that a {@link dev.holdfast.sql.JsonCodec} reads and writes. It has no
 * {@code eq} and no order: what two documents' equality means is seldom what was meant. None of its operators is
 * leakproof, so that under row-level security an index over it serves only behind a definer function.
 */
public final class JsonColumn<T extends @Nullable Object> extends AnyColumn<T> {

    JsonColumn(Definition definition) {
        super(definition);
    }

    @Override
    JsonColumn<?> derive(Definition changed) {
        return new JsonColumn<>(changed);
    }

    /** Allows NULL. */
    public JsonColumn<@Nullable T> nullable() {
        return replaced(definition().asNullable());
    }

    /** PostgreSQL fills it in where an insert leaves it out, such as {@code Defaults.sql("'{}'")}. */
    public JsonColumn<T> defaultTo(Default<? extends @NonNull T> value) {
        return replaced(definition().withDefault(value.sql()));
    }

    /**
     * Keeps the values encrypted, in a column of type {@code bytea}: see {@link EncryptedColumn}. After
     * {@link #nullable()} or before it; instead of a default, key or reference, which PostgreSQL couldn't judge.
     */
    public EncryptedColumn<T> encrypted() {
        return replacedBy(EncryptedColumn.of(definition()));
    }

    /** {@code this is null}: SQL's NULL, not JSON's {@code null}. */
    public Condition isNull() {
        return Condition.of(out -> out.part(this).append(" is null"));
    }

    /** {@code this is not null}. */
    public Condition isNotNull() {
        return Condition.of(out -> out.part(this).append(" is not null"));
    }

    /** {@code this @> document}: the document's keys and values are all there. */
    public Condition contains(Object document) {
        Parameter json = Values.required(SqlTypes.jsonb(Object.class), label(), document);
        return Condition.of(out -> out.part(this).append(" @> ").parameter(json));
    }

    /** The text at a path of keys and indexes ({@code #>>}); NULL where there is none. */
    public dev.holdfast.expression.TextExpression<@Nullable String> textAt(String... path) {
        if (path.length == 0) {
            throw new dev.holdfast.error.StatementException("textAt() needs a path of one key or more");
        }
        Parameter keys = Values.required(SqlTypes.array(SqlTypes.TEXT), label(), List.copyOf(Arrays.asList(path)));
        return JsonPath.text(this, keys, path[path.length - 1]);
    }
}
