package dev.holdfast.expression;

import dev.holdfast.internal.Values;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/** A value with an order: it can also be compared for less and greater, and rows can be sorted by it. */
public interface OrderedExpression<T extends @Nullable Object> extends Expression<T> {

    /** {@code this < value}. */
    default Condition lt(@NonNull T value) {
        return Condition.compare(this, "<", Values.required(type(), label(), value));
    }

    /** {@code this < other}. */
    default Condition lt(OrderedExpression<? extends @Nullable T> other) {
        return Condition.compare(this, "<", other);
    }

    /** {@code this <= value}. */
    default Condition le(@NonNull T value) {
        return Condition.compare(this, "<=", Values.required(type(), label(), value));
    }

    /** {@code this <= other}. */
    default Condition le(OrderedExpression<? extends @Nullable T> other) {
        return Condition.compare(this, "<=", other);
    }

    /** {@code this > value}. */
    default Condition gt(@NonNull T value) {
        return Condition.compare(this, ">", Values.required(type(), label(), value));
    }

    /** {@code this > other}. */
    default Condition gt(OrderedExpression<? extends @Nullable T> other) {
        return Condition.compare(this, ">", other);
    }

    /** {@code this >= value}. */
    default Condition ge(@NonNull T value) {
        return Condition.compare(this, ">=", Values.required(type(), label(), value));
    }

    /** {@code this >= other}. */
    default Condition ge(OrderedExpression<? extends @Nullable T> other) {
        return Condition.compare(this, ">=", other);
    }

    /** {@code this between low and high}, both included. */
    default Condition between(@NonNull T low, @NonNull T high) {
        var from = Values.required(type(), label(), low);
        var to = Values.required(type(), label(), high);
        return Condition.of(out -> out.part(this)
                .append(" between ")
                .parameter(from)
                .append(" and ")
                .parameter(to));
    }

    /** Ascending, nulls last as PostgreSQL has it. */
    default Ordering asc() {
        return new Ordering(this, false, false);
    }

    /** Descending, nulls first as PostgreSQL has it. */
    default Ordering desc() {
        return new Ordering(this, true, true);
    }

    @Override
    default OrderedExpression<T> named(String label) {
        return Fragment.relabelled(this, label);
    }
}
