package dev.holdfast.expression;

import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Required;
import dev.holdfast.internal.Values;
import java.util.Collection;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * A value that can be compared for equality. Comparisons follow SQL's three-valued logic: with NULL on either side
 * they are neither true nor false, and the row isn't returned. Comparing with Java's null is refused
 * ({@link dev.holdfast.error.InvalidValueException}).
 */
public interface Expression<T extends @Nullable Object> extends Selectable<T> {

    /** {@code this = value}. */
    default Condition eq(@NonNull T value) {
        return Condition.compare(this, "=", parameter(value));
    }

    /** {@code this = other}. */
    default Condition eq(Expression<? extends @Nullable T> other) {
        return Condition.compare(this, "=", other);
    }

    /** {@code this <> value}. */
    default Condition ne(@NonNull T value) {
        return Condition.compare(this, "<>", parameter(value));
    }

    /** {@code this <> other}. */
    default Condition ne(Expression<? extends @Nullable T> other) {
        return Condition.compare(this, "<>", other);
    }

    /** {@code this is null}. */
    default Condition isNull() {
        return Condition.of(out -> out.part(Condition.operand(this)).append(" is null"));
    }

    /** {@code this is not null}. */
    default Condition isNotNull() {
        return Condition.of(out -> out.part(Condition.operand(this)).append(" is not null"));
    }

    /** {@code this is distinct from value}: never unknown, and null is a value like any other here. */
    default Condition isDistinctFrom(@Nullable T value) {
        return Condition.compare(this, "is distinct from", Values.optional(type(), label(), value));
    }

    /** {@code this is not distinct from value}: equality in which null equals null. */
    default Condition isNotDistinctFrom(@Nullable T value) {
        return Condition.compare(this, "is not distinct from", Values.optional(type(), label(), value));
    }

    /** {@code this = any (array)}: the whole collection is one bound array. An empty one matches nothing. */
    default Condition oneOf(Collection<? extends @NonNull T> values) {
        Parameter array = Values.array(type(), label(), values);
        return Condition.of(out -> out.part(Condition.operand(this))
                .append(" = any (")
                .parameter(array)
                .append(")"));
    }

    /** {@code this in (select …)}. */
    default Condition oneOf(Subquery<? extends @Nullable T> query) {
        Subquery<? extends @Nullable T> given = Required.given("oneOf", query);
        return Condition.of(out ->
                out.part(Condition.operand(this)).append(" in (").part(given).append(")"));
    }

    /** {@code this <> all (array)}: true for an empty collection. */
    default Condition noneOf(Collection<? extends @NonNull T> values) {
        Parameter array = Values.array(type(), label(), values);
        return Condition.of(out -> out.part(Condition.operand(this))
                .append(" <> all (")
                .parameter(array)
                .append(")"));
    }

    /** The same value under a name of its own in the result. */
    default Expression<T> named(String label) {
        return Fragment.relabelled(this, label);
    }

    private Parameter parameter(@Nullable Object value) {
        return Values.required(type(), label(), value);
    }
}
