package dev.holdfast.internal;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** What Holdfast knows of an SQL type to check values of it, to send them and to read them. Immutable, thread-safe. */
public interface ValueType {

    /** How values of this type are exchanged with the driver. */
    Wire wire();

    /** The type as PostgreSQL's DDL names it, such as {@code timestamptz}, {@code varchar(20)} or {@code "Mood"}. */
    String name();

    /** The type for a cast: as {@link #name()}, without a length, since a cast to a length or a scale would cut silently. */
    default String castName() {
        int bracket = name().indexOf('"') < 0 ? name().indexOf('(') : -1;
        return bracket < 0 ? name() : name().substring(0, bracket);
    }

    /** The class of a value in Java. */
    Class<?> javaClass();

    /** The full Java type of a value before any mapping: for JSON the type that the codec reads and writes. */
    Type javaType();

    /** The element's type of an array, else null. */
    @Nullable
    ValueType element();

    /** The greatest length in characters of a {@code varchar(n)}; 0 where there is none. */
    int maxLength();

    /** The digits of a {@code numeric(precision, scale)}; 0 where they aren't limited. */
    int precision();

    /** How many digits of a {@code numeric(precision, scale)} stand behind the point. */
    int scale();

    /** What is kept instead of the value; null where the value itself is. */
    @Nullable
    Protection protection();

    /** True where the driver alone would leave the type open, so that the mark carries a cast. */
    default boolean needsCast() {
        return wire().needsCast();
    }

    /** A value as the driver's codec takes it. */
    Object toWire(Object value);

    /** A value from what the driver's codec gives. */
    Object fromWire(Object value);
}
