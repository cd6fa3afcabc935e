package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of another type than the declared one, where they are the same number in it: the driver would cut them, or wrap
 * them.
 */
final class OtherNumbers {

    private OtherNumbers() {}

    /** Whether a number is declared, and the column has a type of which the driver would give another one. */
    static boolean isOf(ResultSet rows, int at, Wire wire) {
        try {
            return switch (wire) {
                case SMALLINT, INTEGER, BIGINT ->
                    switch (rows.getMetaData().getColumnType(at)) {
                        case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> false; // the driver knows their ranges
                        default -> true;
                    };
                case REAL -> rows.getMetaData().getColumnType(at) != Types.REAL;
                case DOUBLE ->
                    switch (rows.getMetaData().getColumnType(at)) {
                        case Types.DOUBLE, Types.REAL -> false;
                        default -> true;
                    };
                default -> false;
            };
        } catch (SQLException e) {
            throw new IllegalStateException("a result without columns", e);
        }
    }

    static @Nullable Object read(ResultSet rows, int at, ValueType type) {
        try {
            String text = rows.getString(at);
            return text == null ? null : Reader.converted(type, same(text, type));
        } catch (SQLException e) {
            throw Unsayable.ofType(type);
        }
    }

    /** An element as the driver gave it; nothing else than a number has other ones. */
    static Object same(Object value, ValueType type) {
        try {
            return switch (type.wire()) {
                case SMALLINT -> exact(value).shortValueExact();
                case INTEGER -> exact(value).intValueExact();
                case BIGINT -> exact(value).longValueExact();
                case REAL -> requireSame(Float.valueOf(value.toString()), value, type);
                case DOUBLE -> requireSame(Double.valueOf(value.toString()), value, type);
                default -> throw Unsayable.ofType(type);
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw Unsayable.ofType(type);
        }
    }

    private static BigDecimal exact(Object value) {
        return new BigDecimal(value.toString());
    }

    private static Number requireSame(Number nearest, Object value, ValueType type) {
        boolean isFinite = Double.isFinite(nearest.doubleValue());
        boolean isSame = isFinite
                ? exact(nearest).compareTo(exact(value)) == 0
                : value.toString().equals(nearest.toString());
        if (!isSame) {
            throw Unsayable.ofType(type);
        }
        return nearest;
    }
}
