package dev.holdfast.jdbi.internal.value;

import dev.holdfast.error.MappingException;
import dev.holdfast.internal.ValueType;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's types can hold and Java's can't say. The exceptions don't name the column yet, and never pass on the
 * driver's, whose message may hold the value.
 */
final class Unsayable {

    private static final Set<String> OF_NUMERIC = Set.of("NaN", "Infinity", "-Infinity");

    private Unsayable() {}

    /** pgjdbc gives infinity as the least or the greatest value that Java has, which PostgreSQL can't store. */
    static <T> @Nullable T finite(@Nullable T value, T least, T greatest, Class<?> type) {
        if (greatest.equals(value)) {
            throw of("infinity", type);
        }
        if (least.equals(value)) {
            throw of("-infinity", type);
        }
        return value;
    }

    /** pgjdbc gives 24:00:00, the end of a day, as the last nanosecond before it. */
    static @Nullable LocalTime before24(@Nullable LocalTime value) {
        if (LocalTime.MAX.equals(value)) {
            throw of("24:00:00", LocalTime.class);
        }
        return value;
    }

    static MappingException of(String special, Class<?> type) {
        return MappingException.ofValue(
                "holds " + special + ", which " + type.getSimpleName() + " can't say",
                "leave such rows out by a condition, or select the value as text, by PlainSql.expression(SqlTypes.TEXT,"
                        + " \"name\", \"{0}::text\", column)");
    }

    static boolean isOfNumeric(String text) {
        return OF_NUMERIC.contains(text);
    }

    static MappingException jsonNull(ValueType type) {
        return MappingException.ofValue(
                "holds JSON's null, which " + type.javaType().getTypeName() + " can't say",
                "replace it by SQL's NULL, or declare the column as the codec's tree, such as JsonNode");
    }

    static MappingException dimensions() {
        return MappingException.ofValue(
                "holds an array of several dimensions, which a List of elements can't say",
                "keep nested lists as jsonb, or select its rows by PlainSql.expression(…)");
    }

    static MappingException lowerBound() {
        return MappingException.ofValue(
                "holds an array that doesn't count from 1, which a List can't say",
                "select PlainSql.expression(type, \"name\", \"array(select unnest({0}))\", column), which counts from 1");
    }

    static MappingException ofType(ValueType type) {
        return MappingException.ofValue(
                "can't be read as " + type,
                "the database has another type there; holdfast.doctor() names columns that differ");
    }

    /** What the driver refused to read as a decimal; its own exception, where the text tells no more. */
    static MappingException decimal(@Nullable String text, SQLException refusal) throws SQLException {
        if (text == null || !isOfNumeric(text)) {
            throw refusal;
        }
        return of(text, BigDecimal.class);
    }
}
