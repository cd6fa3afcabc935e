package dev.holdfast.query;

import java.lang.annotation.Annotation;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kotlin.Metadata} says of a class's primary constructor, since bytecode doesn't: which parameters have a
 * default value, and which take null. It is a message of Protocol Buffers, whose fields keep their numbers; the few that
 * are needed are read here, for Kotlin's own reader is no dependency of this module.
 */
final class KotlinConstructor {

    private static final char UTF8_MODE = '\0';

    // Class, Constructor, ValueParameter and Type in metadata.proto
    private static final int CLASS_CONSTRUCTOR = 8;
    private static final int CONSTRUCTOR_PARAMETER = 2;
    private static final int FLAGS = 1;
    private static final int PARAMETER_TYPE = 3;
    private static final int TYPE_NULLABLE = 3;
    private static final int TYPE_CLASS = 6;
    private static final int IS_SECONDARY = 1 << 4;
    private static final int DECLARES_DEFAULT = 1 << 1;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    /**
     * A parameter.
     *
     * @param hasDefault whether it may be left out
     * @param nonNull whether it certainly takes no null
     */
    record Parameter(boolean hasDefault, boolean nonNull) {}

    private KotlinConstructor() {}

    /** The primary constructor's parameters; none where the class says nothing of them. */
    static List<Parameter> of(Class<?> type) {
        Annotation metadata = metadata(type);
        try {
            return metadata == null ? List.of() : parameters(bytes(metadata));
        } catch (ReflectiveOperationException | BufferUnderflowException | IllegalArgumentException e) {
            return List.of();
        }
    }

    static @Nullable Annotation metadata(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .filter(a -> a.annotationType().getName().equals("kotlin.Metadata"))
                .findFirst()
                .orElse(null);
    }

    private static ByteBuffer bytes(Annotation metadata) throws ReflectiveOperationException {
        String text = String.join(
                "", (String[]) metadata.annotationType().getMethod("d1").invoke(metadata));
        if (text.isEmpty() || text.charAt(0) != UTF8_MODE) {
            throw new IllegalArgumentException("written by a compiler older than Kotlin 1.4");
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length() - 1);
        for (int i = 1; i < text.length(); i++) {
            bytes.put((byte) text.charAt(i));
        }
        bytes.flip();
        message(bytes); // the names' table
        return bytes;
    }

    private static List<Parameter> parameters(ByteBuffer type) {
        while (type.hasRemaining()) {
            int key = (int) varint(type);
            if (key != key(CLASS_CONSTRUCTOR)) {
                skip(type, key);
                continue;
            }
            List<Parameter> found = primary(message(type));
            if (found != null) {
                return found;
            }
        }
        return List.of();
    }

    private static @Nullable List<Parameter> primary(ByteBuffer constructor) {
        List<Parameter> parameters = new ArrayList<>();
        long flags = 0;
        while (constructor.hasRemaining()) {
            int key = (int) varint(constructor);
            if (key == key(CONSTRUCTOR_PARAMETER)) {
                parameters.add(parameter(message(constructor)));
            } else if (key == FLAGS << 3) {
                flags = varint(constructor);
            } else {
                skip(constructor, key);
            }
        }
        return (flags & IS_SECONDARY) == 0 ? parameters : null;
    }

    private static Parameter parameter(ByteBuffer parameter) {
        boolean hasDefault = false;
        boolean nonNull = false;
        while (parameter.hasRemaining()) {
            int key = (int) varint(parameter);
            if (key == FLAGS << 3) {
                hasDefault = (varint(parameter) & DECLARES_DEFAULT) != 0;
            } else if (key == key(PARAMETER_TYPE)) {
                nonNull = isNonNull(message(parameter));
            } else {
                skip(parameter, key);
            }
        }
        return new Parameter(hasDefault, nonNull);
    }

    /** A class's type that isn't marked; what a type parameter or an alias takes isn't told here. */
    private static boolean isNonNull(ByteBuffer type) {
        boolean nullable = false;
        boolean isClass = false;
        while (type.hasRemaining()) {
            int key = (int) varint(type);
            if (key == TYPE_NULLABLE << 3) {
                nullable = varint(type) != 0;
            } else {
                isClass |= key == TYPE_CLASS << 3;
                skip(type, key);
            }
        }
        return isClass && !nullable;
    }

    private static int key(int message) {
        return message << 3 | DELIMITED;
    }

    private static ByteBuffer message(ByteBuffer in) {
        int length = (int) varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer message = in.slice().limit(length);
        in.position(in.position() + length);
        return message;
    }

    private static void skip(ByteBuffer in, int key) {
        switch (key & 7) {
            case VARINT -> varint(in);
            case FIXED64 -> in.getLong();
            case DELIMITED -> message(in);
            case FIXED32 -> in.getInt();
            default -> throw new IllegalArgumentException("unknown wire type");
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no number");
    }
}
