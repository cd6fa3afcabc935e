package dev.holdfast.sql;

import dev.holdfast.internal.BlindHash;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.Protection;
import dev.holdfast.internal.ValueType;
import dev.holdfast.internal.Wire;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL type and how a Java value becomes one. Immutable and thread-safe. See {@link SqlTypes} for the ones
 * that there are; {@link #mapped} derives one for a type of your own.
 *
 * @param <T> the Java type of a value, never null
 */
public final class SqlType<T> implements ValueType {

    private final Wire wire;
    private final String name;
    private final Type javaType;
    private final Class<T> javaClass;
    private final @Nullable SqlType<?> element;
    private final int maxLength;
    private final int precision;
    private final int scale;
    private final @Nullable Protection protection;
    private final @Nullable Function<? super T, ?> toWire;
    private final @Nullable Function<Object, ? extends T> fromWire;

    SqlType(
            Wire wire,
            String name,
            Type javaType,
            Class<T> javaClass,
            @Nullable SqlType<?> element,
            int maxLength,
            @Nullable Protection protection,
            @Nullable Function<? super T, ?> toWire,
            @Nullable Function<Object, ? extends T> fromWire) {
        this(wire, name, javaType, javaClass, element, maxLength, 0, 0, protection, toWire, fromWire);
    }

    private SqlType(
            Wire wire,
            String name,
            Type javaType,
            Class<T> javaClass,
            @Nullable SqlType<?> element,
            int maxLength,
            int precision,
            int scale,
            @Nullable Protection protection,
            @Nullable Function<? super T, ?> toWire,
            @Nullable Function<Object, ? extends T> fromWire) {
        this.wire = wire;
        this.name = name;
        this.javaType = javaType;
        this.javaClass = javaClass;
        this.element = element;
        this.maxLength = maxLength;
        this.precision = precision;
        this.scale = scale;
        this.protection = protection;
        this.toWire = toWire;
        this.fromWire = fromWire;
    }

    static <T> SqlType<T> simple(Wire wire, String name, Class<T> javaClass) {
        return new SqlType<>(wire, name, javaClass, javaClass, null, 0, null, null, null);
    }

    static SqlType<BigDecimal> numeric(int precision, int scale) {
        if (precision < 1 || precision > 1000 || scale < -1000 || scale > 1000) {
            throw new IllegalArgumentException("numeric(" + precision + "," + scale
                    + ") isn't a type of PostgreSQL: a precision is 1 to 1000, a scale -1000 to 1000");
        }
        return new SqlType<>(
                Wire.NUMERIC,
                "numeric(" + precision + "," + scale + ")",
                BigDecimal.class,
                BigDecimal.class,
                null,
                0,
                precision,
                scale,
                null,
                null,
                null);
    }

    /** The type of a column that keeps such values encrypted. */
    public static <T> SqlType<T> encrypted(SqlType<T> plain, String table, String column) {
        return new SqlType<>(
                Wire.ENCRYPTED,
                "bytea",
                plain.javaType,
                plain.javaClass,
                null,
                plain.maxLength,
                plain.precision,
                plain.scale,
                new EncryptedCell(plain, table, column),
                plain::toWire,
                null);
    }

    /** The type of a column with a blind index's hashes. */
    public static SqlType<byte[]> blindIndex(BlindHash hash) {
        return new SqlType<>(Wire.BLIND_INDEX, "bytea", byte[].class, byte[].class, null, 0, hash, null, null);
    }

    @Override
    public Wire wire() {
        return wire;
    }

    /** The type as PostgreSQL's DDL names it, such as {@code timestamptz}, {@code varchar(20)} or {@code "Mood"}. */
    @Override
    public String name() {
        return name;
    }

    /** The type for a cast: as {@link #name()}, without a length, since a cast to a length or a scale would cut silently. */
    @Override
    public String castName() {
        return ValueType.super.castName();
    }

    /** The class of a value in Java. */
    @Override
    public Class<T> javaClass() {
        return javaClass;
    }

    @Override
    public Type javaType() {
        return javaType;
    }

    @Override
    public @Nullable SqlType<?> element() {
        return element;
    }

    @Override
    public int maxLength() {
        return maxLength;
    }

    @Override
    public int precision() {
        return precision;
    }

    @Override
    public int scale() {
        return scale;
    }

    @Override
    public @Nullable Protection protection() {
        return protection;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object toWire(Object value) {
        return toWire == null ? value : Objects.requireNonNull(toWire.apply((T) value), "mapped value");
    }

    @Override
    @SuppressWarnings("unchecked")
    public T fromWire(Object value) {
        return fromWire == null ? (T) value : Objects.requireNonNull(fromWire.apply(value), "mapped value");
    }

    /**
     * The same PostgreSQL type for a Java type of your own.
     *
     * @param type the Java type
     * @param to from the existing Java type to yours; called with non-null values only, and must not return null
     * @param from from yours back
     */
    public <U> SqlType<U> mapped(
            Class<U> type, Function<? super T, ? extends U> to, Function<? super U, ? extends T> from) {
        return new SqlType<>(
                wire,
                name,
                javaType,
                type,
                element,
                maxLength,
                precision,
                scale,
                null,
                value -> toWire(from.apply(value)),
                wired -> to.apply(fromWire(wired)));
    }

    @Override
    public String toString() {
        return name + " (" + javaClass.getSimpleName() + ")";
    }
}
