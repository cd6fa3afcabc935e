package dev.holdfast.expression;

import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Text. {@link #startsWith} renders {@code ^@}, which is leakproof, so that an index serves it under row-level
 * security; {@code like} and the case-insensitive forms are not, and only filter what other conditions left.
 */
public interface TextExpression<T extends @Nullable Object> extends OrderedExpression<T> {

    /** {@code this like pattern}, with {@code %} and {@code _} as wildcards and backslash to escape. */
    default Condition like(String pattern) {
        return match("like", pattern);
    }

    /** {@code this ilike pattern}: {@link #like} without regard to case. */
    default Condition ilike(String pattern) {
        return match("ilike", pattern);
    }

    /** True where the text begins with {@code prefix}, taken literally; {@code this ^@ prefix}. */
    default Condition startsWith(String prefix) {
        return match("^@", prefix);
    }

    /** True where the text ends with {@code suffix}, taken literally. */
    default Condition endsWith(String suffix) {
        return match("like", "%" + escaped(suffix));
    }

    /** True where {@code part} stands anywhere in the text, taken literally. */
    default Condition contains(String part) {
        return match("like", "%" + escaped(part) + "%");
    }

    /** {@code lower(this) = lower(value)}. */
    default Condition eqIgnoreCase(String value) {
        Parameter text = Values.required(SqlTypes.TEXT, label(), value);
        return Condition.of(out -> out.append("lower(")
                .part(this)
                .append(") = lower(")
                .parameter(text)
                .append(")"));
    }

    /** {@code this ~ regex}: PostgreSQL's regular expressions. */
    default Condition matches(String regex) {
        return match("~", regex);
    }

    @Override
    default TextExpression<T> named(String label) {
        return Fragment.relabelled(this, label);
    }

    private Condition match(String operator, String pattern) {
        return Condition.compare(this, operator, Values.required(SqlTypes.TEXT, label(), pattern));
    }

    private String escaped(String literal) {
        Values.required(SqlTypes.TEXT, label(), literal);
        return literal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
