package dev.holdfast.internal;

import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A one-dimensional array as Holdfast binds it by itself, such as the values of {@code oneOf}.
 *
 * @param element the type of its elements
 */
public record ArrayType(ValueType element) implements ValueType {

    public ArrayType {
        if (element.wire() == Wire.ARRAY) {
            throw new IllegalArgumentException("An array of arrays isn't supported: use jsonb for nested lists");
        }
    }

    @Override
    public Wire wire() {
        return Wire.ARRAY;
    }

    @Override
    public String name() {
        return element.castName() + "[]";
    }

    @Override
    public Class<?> javaClass() {
        return List.class;
    }

    @Override
    public Type javaType() {
        return List.class;
    }

    @Override
    public int maxLength() {
        return 0;
    }

    @Override
    public int precision() {
        return 0;
    }

    @Override
    public int scale() {
        return 0;
    }

    @Override
    public @Nullable Protection protection() {
        return null;
    }

    @Override
    public Object toWire(Object value) {
        return value;
    }

    @Override
    public Object fromWire(Object value) {
        return value;
    }
}
