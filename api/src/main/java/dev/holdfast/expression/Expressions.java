package dev.holdfast.expression;

import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.internal.Wire;
import dev.holdfast.sql.SqlPart;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/** Functions and aggregates, for a static import. Aggregates ignore nulls, as in SQL, and give NULL for no rows. */
public final class Expressions {

    private Expressions() {}

    /** {@code count(*)}. */
    public static OrderedExpression<Long> count() {
        return fragment("count", SqlTypes.BIGINT, false, out -> out.append("count(*)"));
    }

    /** {@code count(x)}: how many aren't null. */
    public static OrderedExpression<Long> count(Selectable<?> of) {
        return fragment("count", SqlTypes.BIGINT, false, call("count", of));
    }

    /** {@code count(distinct x)}. */
    public static OrderedExpression<Long> countDistinct(Expression<?> of) {
        return fragment("count", SqlTypes.BIGINT, false, out -> out.append("count(distinct ")
                .part(of)
                .append(")"));
    }

    /**
     * {@code sum(x)} as the exact number that PostgreSQL came to. It adds {@code real} and {@code double precision} in
     * binary, whose sum is the number of its shortest text.
     */
    public static OrderedExpression<@Nullable BigDecimal> sum(OrderedExpression<? extends @Nullable Number> of) {
        return number("sum", of);
    }

    /** {@code avg(x)} as an exact number, as {@link #sum}. */
    public static OrderedExpression<@Nullable BigDecimal> avg(OrderedExpression<? extends @Nullable Number> of) {
        return number("avg", of);
    }

    /** PostgreSQL's own cast of a binary number to a decimal one rounds to 15 digits, of the smaller ones to 6. */
    private static OrderedExpression<@Nullable BigDecimal> number(
            String function, OrderedExpression<? extends @Nullable Number> of) {
        Wire wire = of.type().wire();
        String cast = wire == Wire.REAL || wire == Wire.DOUBLE ? ")::text::numeric" : ")::numeric";
        return fragment(function, SqlTypes.NUMERIC, true, out -> out.append(function + "(")
                .part(of)
                .append(cast));
    }

    /** {@code min(x)}. */
    public static <T extends @Nullable Object> OrderedExpression<@Nullable T> min(OrderedExpression<T> of) {
        return fragment("min", of.type(), true, call("min", of));
    }

    /** {@code max(x)}. */
    public static <T extends @Nullable Object> OrderedExpression<@Nullable T> max(OrderedExpression<T> of) {
        return fragment("max", of.type(), true, call("max", of));
    }

    /** {@code string_agg(x, separator order by x)}. */
    public static TextExpression<@Nullable String> stringAgg(TextExpression<?> of, String separator) {
        Parameter between = Values.required(SqlTypes.TEXT, "separator", separator);
        return fragment("string_agg", SqlTypes.TEXT, true, out -> out.append("string_agg(")
                .part(of)
                .append(", ")
                .parameter(between)
                .append(" order by ")
                .part(of)
                .append(")"));
    }

    /** {@code array_agg(x order by x)}. */
    public static <T extends @Nullable Object> Expression<@Nullable List<T>> arrayAgg(OrderedExpression<T> of) {
        return fragment("array_agg", SqlTypes.array(of.type()), true, out -> out.append("array_agg(")
                .part(of)
                .append(" order by ")
                .part(of)
                .append(")"));
    }

    /** {@code lower(x)}. */
    public static <T extends @Nullable Object> TextExpression<T> lower(TextExpression<T> of) {
        return fragment(of.label(), SqlTypes.TEXT, of.isNullable(), call("lower", of));
    }

    /** {@code upper(x)}. */
    public static <T extends @Nullable Object> TextExpression<T> upper(TextExpression<T> of) {
        return fragment(of.label(), SqlTypes.TEXT, of.isNullable(), call("upper", of));
    }

    /** {@code length(x)}: characters. */
    public static OrderedExpression<@Nullable Integer> length(TextExpression<?> of) {
        return fragment(of.label(), SqlTypes.INTEGER, of.isNullable(), call("length", of));
    }

    /** {@code coalesce(x, value)}: never null. */
    public static <T extends @Nullable Object> OrderedExpression<@NonNull T> coalesce(
            OrderedExpression<T> of, @NonNull T value) {
        Parameter otherwise = Values.required(of.type(), of.label(), value);
        return fragment(of.label(), of.type(), false, out -> out.append("coalesce(")
                .part(of)
                .append(", ")
                .parameter(otherwise)
                .append(")"));
    }

    /** {@code now()}: the same instant throughout a transaction. */
    public static OrderedExpression<java.time.Instant> now() {
        return fragment("now", SqlTypes.TIMESTAMPTZ, false, out -> out.append("now()"));
    }

    /** {@code exists (select …)}. */
    public static Condition exists(SqlPart query) {
        return Condition.of(out -> out.append("exists (").part(query).append(")"));
    }

    /** {@code not exists (select …)}. */
    public static Condition notExists(SqlPart query) {
        return Condition.of(out -> out.append("not exists (").part(query).append(")"));
    }

    /** A query of one column and at most one row, as a value. */
    public static <T extends @Nullable Object> OrderedExpression<@Nullable T> scalar(Subquery<T> query) {
        Selectable<T> selected = query.selected();
        return fragment(selected.label(), selected.type(), true, out -> out.append("(")
                .part(query)
                .append(")"));
    }

    /** Several values compared as one. */
    public static RowValue row(OrderedExpression<?>... parts) {
        return new RowValue(parts);
    }

    static <T extends @Nullable Object> Fragment<T> fragment(
            String label, SqlType<?> type, boolean nullable, SqlPart body) {
        return new Fragment<>(body, type, label, nullable);
    }

    private static SqlPart call(String function, Selectable<?>... arguments) {
        return out -> out.append(function)
                .append("(")
                .parts(Arrays.asList(arguments), ", ")
                .append(")");
    }
}
