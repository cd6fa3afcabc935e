package dev.holdfast.sql;

import dev.holdfast.error.SchemaException;
import dev.holdfast.internal.ArrayType;
import dev.holdfast.internal.Identifiers;
import dev.holdfast.internal.Wire;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The SQL types that Holdfast knows. To add one: a form on the wire, its codec, a constant here. */
public final class SqlTypes {

    public static final SqlType<UUID> UUID = SqlType.simple(Wire.UUID, "uuid", java.util.UUID.class);
    public static final SqlType<Short> SMALLINT = SqlType.simple(Wire.SMALLINT, "smallint", Short.class);
    public static final SqlType<Integer> INTEGER = SqlType.simple(Wire.INTEGER, "integer", Integer.class);
    public static final SqlType<Long> BIGINT = SqlType.simple(Wire.BIGINT, "bigint", Long.class);
    public static final SqlType<BigDecimal> NUMERIC = SqlType.simple(Wire.NUMERIC, "numeric", BigDecimal.class);
    public static final SqlType<Float> REAL = SqlType.simple(Wire.REAL, "real", Float.class);
    public static final SqlType<Double> DOUBLE = SqlType.simple(Wire.DOUBLE, "double precision", Double.class);
    public static final SqlType<String> TEXT = SqlType.simple(Wire.TEXT, "text", String.class);
    public static final SqlType<Boolean> BOOLEAN = SqlType.simple(Wire.BOOLEAN, "boolean", Boolean.class);
    public static final SqlType<Instant> TIMESTAMPTZ = SqlType.simple(Wire.TIMESTAMPTZ, "timestamptz", Instant.class);
    public static final SqlType<LocalDateTime> TIMESTAMP =
            SqlType.simple(Wire.TIMESTAMP, "timestamp", LocalDateTime.class);
    public static final SqlType<LocalDate> DATE = SqlType.simple(Wire.DATE, "date", LocalDate.class);
    public static final SqlType<LocalTime> TIME = SqlType.simple(Wire.TIME, "time", LocalTime.class);
    public static final SqlType<byte[]> BYTEA = SqlType.simple(Wire.BYTEA, "bytea", byte[].class);
    public static final SqlType<Interval> INTERVAL = SqlType.simple(Wire.INTERVAL, "interval", Interval.class);
    public static final SqlType<Inet> INET = SqlType.simple(Wire.INET, "inet", Inet.class);

    private static final Map<Class<?>, SqlType<?>> BY_CLASS = Map.ofEntries(
            Map.entry(java.util.UUID.class, UUID),
            Map.entry(Short.class, SMALLINT),
            Map.entry(Integer.class, INTEGER),
            Map.entry(Long.class, BIGINT),
            Map.entry(BigDecimal.class, NUMERIC),
            Map.entry(Float.class, REAL),
            Map.entry(Double.class, DOUBLE),
            Map.entry(String.class, TEXT),
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(Instant.class, TIMESTAMPTZ),
            Map.entry(LocalDateTime.class, TIMESTAMP),
            Map.entry(LocalDate.class, DATE),
            Map.entry(LocalTime.class, TIME),
            Map.entry(byte[].class, BYTEA),
            Map.entry(Interval.class, INTERVAL),
            Map.entry(Inet.class, INET));

    private SqlTypes() {}

    /** Text of at most {@code length} characters, at least 1. */
    public static SqlType<String> varchar(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("varchar needs a length of at least 1, not " + length);
        }
        return new SqlType<>(
                Wire.TEXT, "varchar(" + length + ")", String.class, String.class, null, length, null, null, null);
    }

    /**
     * An exact number of {@code precision} digits, {@code scale} of them behind the point. What has more is refused when it
     * is stored, where PostgreSQL would round it off.
     */
    public static SqlType<BigDecimal> numeric(int precision, int scale) {
        return SqlType.numeric(precision, scale);
    }

    /** {@code jsonb}, read and written by the {@link JsonCodec} that the Holdfast was built with. */
    public static <T> SqlType<T> jsonb(Class<T> type) {
        return SqlType.simple(Wire.JSON, "jsonb", type);
    }

    /** {@code jsonb} of a generic type, such as a {@code List<Layout>}. */
    public static <T> SqlType<T> jsonb(Class<T> raw, Type fullType) {
        return new SqlType<>(Wire.JSON, "jsonb", fullType, raw, null, 0, null, null, null);
    }

    /**
     * A PostgreSQL enum type, created beforehand; its labels are the constants' names.
     *
     * @param typeName the type's name, or {@code schema.name}, as it is: capitals count
     */
    public static <E extends Enum<E>> SqlType<E> pgEnum(String typeName, Class<E> type) {
        return pgEnum(typeName, type, Enum::name);
    }

    /**
     * The same with labels that differ from the constants' names.
     *
     * @param label the constant's label, one of its own for each
     * @throws SchemaException where two constants have one label, or one has none or one that PostgreSQL can't keep
     */
    public static <E extends Enum<E>> SqlType<E> pgEnum(
            String typeName, Class<E> type, Function<? super E, String> label) {
        return EnumLabels.of(type, label, true).type(SqlType.simple(Wire.ENUM, enumName(typeName), String.class));
    }

    private static String enumName(String typeName) {
        int dot = typeName.indexOf('.');
        return Identifiers.quoted(
                dot < 0 ? null : Identifiers.checked(typeName.substring(0, dot), "A schema"),
                Identifiers.checked(typeName.substring(dot + 1), "A type"));
    }

    /** An enum kept as text: the constant's name. */
    public static <E extends Enum<E>> SqlType<E> enumAsText(Class<E> type) {
        return enumAsText(type, Enum::name);
    }

    /**
     * An enum kept as text that differs from the constants' names.
     *
     * @param label the constant's text, one of its own for each
     * @throws SchemaException where two constants have one text, or one has none or one that PostgreSQL can't keep
     */
    public static <E extends Enum<E>> SqlType<E> enumAsText(Class<E> type, Function<? super E, String> label) {
        return EnumLabels.of(type, label, false).type(TEXT);
    }

    /** An array of {@code element}s, one-dimensional. PostgreSQL lets an element be null; the list then holds null. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public static <T> SqlType<List<T>> array(SqlType<T> element) {
        return new SqlType<>(
                Wire.ARRAY,
                new ArrayType(element).name(),
                List.class,
                (Class) List.class,
                element,
                0,
                null,
                null,
                null);
    }

    /**
     * The type that a bare Java value is sent as.
     *
     * @throws IllegalArgumentException where there is none: then wrap the value with its type, see
     *     {@code PlainSql.value}
     */
    public static SqlType<?> of(Class<?> type) {
        SqlType<?> known = BY_CLASS.get(type);
        if (known == null) {
            throw new IllegalArgumentException("A value of " + type.getName()
                    + " has no SQL type of its own: pass PlainSql.value(type, value) to say which one");
        }
        return known;
    }
}
