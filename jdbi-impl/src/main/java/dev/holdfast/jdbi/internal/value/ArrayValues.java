package dev.holdfast.jdbi.internal.value;

import dev.holdfast.internal.ValueType;
import dev.holdfast.query.RowReader.Elements;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/** Arrays to and from pgjdbc. Types that it can't send as such go as text arrays, which the statement casts. */
final class ArrayValues {

    private ArrayValues() {}

    static Array create(
            Connection connection,
            ValueType element,
            String label,
            @Nullable Object[] values,
            Binder binder,
            Bound bound)
            throws SQLException {
        return switch (element.wire()) {
            case SMALLINT -> connection.createArrayOf("int2", copy(values, new Short[values.length]));
            case INTEGER -> connection.createArrayOf("int4", copy(values, new Integer[values.length]));
            case BIGINT -> connection.createArrayOf("int8", copy(values, new Long[values.length]));
            case REAL -> connection.createArrayOf("float4", copy(values, new Float[values.length]));
            case DOUBLE -> connection.createArrayOf("float8", copy(values, new Double[values.length]));
            case BOOLEAN -> connection.createArrayOf("bool", copy(values, new Boolean[values.length]));
            case BYTEA -> connection.createArrayOf("bytea", copy(values, new byte[values.length][]));
            case ENCRYPTED, BLIND_INDEX -> connection.createArrayOf("bytea", protect(element, values, bound));
            case UUID -> connection.createArrayOf("uuid", texts(element, label, values, binder));
            case NUMERIC -> connection.createArrayOf("numeric", texts(element, label, values, binder));
            default -> connection.createArrayOf("text", texts(element, label, values, binder));
        };
    }

    private static <T> T[] copy(@Nullable Object[] values, T[] typed) {
        System.arraycopy(values, 0, typed, 0, values.length);
        return typed;
    }

    private static byte[] @Nullable [] protect(ValueType element, @Nullable Object[] values, Bound bound) {
        byte[] @Nullable [] sealed = new byte[values.length] @Nullable [];
        for (int i = 0; i < sealed.length; i++) {
            Object value = values[i];
            sealed[i] = value == null ? null : bound.protect(element, value);
        }
        return sealed;
    }

    private static @Nullable String[] texts(ValueType element, String label, @Nullable Object[] values, Binder binder) {
        @Nullable String[] texts = new @Nullable String[values.length];
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            texts[i] = value == null ? null : binder.text(element, label, value);
        }
        return texts;
    }

    /**
     * Refuses what a list can't say, so that it would be another array once it was written back.
     *
     * @param raw as it came: text begins with a bracket or its bounds, the binary form with the number of dimensions,
     *     flags, the element's type, and each dimension's length and lower bound
     */
    static void requireList(byte[] raw) {
        if (raw.length == 0 || raw[0] != 0) {
            requireList(new String(raw, 0, Math.min(raw.length, 2), StandardCharsets.US_ASCII));
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(raw);
        int dimensions = header.getInt();
        if (dimensions > 1) {
            throw Unsayable.dimensions();
        }
        if (dimensions == 1 && header.getInt(4 * Integer.BYTES) != 1) {
            throw Unsayable.lowerBound();
        }
    }

    static void requireList(String literal) {
        if (literal.startsWith("{{")) {
            throw Unsayable.dimensions();
        }
        if (literal.startsWith("[")) {
            throw Unsayable.lowerBound();
        }
    }

    /** All elements, in an unmodifiable list. */
    static List<@Nullable Object> list(Array array, ValueType element, Reader reader) throws SQLException {
        @Nullable Object[] wired = wired(array, element, reader);
        List<@Nullable Object> values = new ArrayList<>(wired.length);
        for (int i = 0; i < wired.length; i++) {
            values.add(value(wired[i], element));
        }
        return Collections.unmodifiableList(values);
    }

    /** The elements, each as its type's Java value. */
    static Elements read(Array array, ValueType element, Reader reader) throws SQLException {
        @Nullable Object[] wired = wired(array, element, reader);
        return index -> value(wired[index], element);
    }

    /** The elements as the driver gives them; or, where it can give only some, their values or why there is none. */
    private static @Nullable Object[] wired(Array array, ValueType element, Reader reader) throws SQLException {
        return isDirect(element) ? (Object[]) array.getArray() : throughResultSet(array, element, reader);
    }

    private static boolean isDirect(ValueType element) {
        return switch (element.wire()) {
            case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, BOOLEAN, TEXT, ENUM, BYTEA, UUID, ENCRYPTED, BLIND_INDEX ->
                true;
            default -> false;
        };
    }

    private static @Nullable Object value(@Nullable Object wired, ValueType element) {
        if (wired instanceof RuntimeException unreadable) {
            throw unreadable;
        }
        return wired == null || !isDirect(element) ? wired : Reader.converted(element, widened(wired, element));
    }

    /** pgjdbc gives int2[] as Short or Integer by its version and format, and enum[] as Object or String. */
    private static Object widened(Object value, ValueType element) {
        boolean isDeclared =
                switch (element.wire()) {
                    case SMALLINT -> value instanceof Short;
                    case INTEGER -> value instanceof Integer;
                    case BIGINT -> value instanceof Long;
                    case REAL -> value instanceof Float;
                    case DOUBLE -> value instanceof Double;
                    case BOOLEAN -> value instanceof Boolean;
                    case UUID -> value instanceof java.util.UUID;
                    case TEXT, ENUM -> value instanceof String;
                    default -> value instanceof byte[];
                };
        return isDeclared ? value : other(value, element);
    }

    private static Object other(Object value, ValueType element) {
        return switch (element.wire()) {
            case TEXT, ENUM -> value.toString();
            default -> OtherNumbers.same(value, element);
        };
    }

    private static @Nullable Object[] throughResultSet(Array array, ValueType element, Reader reader)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        try (ResultSet elements = array.getResultSet()) {
            while (elements.next()) {
                values.add(valueOrReason(elements, element, reader));
            }
        }
        return values.toArray();
    }

    private static @Nullable Object valueOrReason(ResultSet elements, ValueType element, Reader reader) {
        try {
            return reader.read(elements, 2, element);
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** An array from its literal, for arrays that came as elements of a text array. */
    static Array parse(Connection connection, ValueType element, String literal) throws SQLException {
        requireList(literal);
        BaseConnection base = connection.unwrap(BaseConnection.class);
        int oid = base.getTypeInfo().getPGArrayType(typeName(element));
        return new PgArray(base, oid, literal);
    }

    private static String typeName(ValueType element) {
        return switch (element.wire()) {
            case SMALLINT -> "int2";
            case INTEGER -> "int4";
            case BIGINT -> "int8";
            case REAL -> "float4";
            case DOUBLE -> "float8";
            case BOOLEAN -> "bool";
            case TEXT -> "text";
            default -> element.castName();
        };
    }
}
