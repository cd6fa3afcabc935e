package dev.holdfast.expression;

import dev.holdfast.error.StatementException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several values compared as one, the first first: {@code (a, b) > (1, 2)}. See {@link Expressions#row}. */
public final class RowValue {

    private final List<OrderedExpression<?>> parts;

    RowValue(OrderedExpression<?>... parts) {
        if (parts.length < 2) {
            throw new StatementException(
                    "A row comparison needs two expressions or more; for one use its own operators");
        }
        this.parts = List.copyOf(Arrays.asList(parts));
    }

    /** {@code (…) = (values)}. */
    public Condition eq(Object... values) {
        return compare("=", values);
    }

    /** {@code (…) < (values)}. */
    public Condition lt(Object... values) {
        return compare("<", values);
    }

    /** {@code (…) <= (values)}. */
    public Condition le(Object... values) {
        return compare("<=", values);
    }

    /** {@code (…) > (values)}. */
    public Condition gt(Object... values) {
        return compare(">", values);
    }

    /** {@code (…) >= (values)}. */
    public Condition ge(Object... values) {
        return compare(">=", values);
    }

    private Condition compare(String operator, @Nullable Object[] values) {
        if (values.length != parts.size()) {
            throw new StatementException(
                    "A row of " + parts.size() + " is compared with " + values.length + " values: give one for each");
        }
        List<Parameter> parameters = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            OrderedExpression<?> part = parts.get(i);
            parameters.add(Values.required(part.type(), part.label(), values[i]));
        }
        return Condition.of(out -> out.append("(")
                .parts(parts, ", ")
                .append(") ")
                .append(operator)
                .append(" (")
                .list(parameters, ", ", (w, p) -> w.parameter(p))
                .append(")"));
    }
}
