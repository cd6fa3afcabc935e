package dev.holdfast.query;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column's values as a component of another type takes them: numbers where nothing is lost, and Kotlin's value classes
 * from and to what they hold.
 */
final class Conversions {

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            char.class, Character.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private static final Set<Class<?>> WHOLE = Set.of(Short.class, Integer.class, Long.class);

    private static final ClassValue<KotlinValue> VALUE_CLASSES = new ClassValue<>() {
        @Override
        protected KotlinValue computeValue(Class<?> type) {
            return KotlinValue.of(type);
        }
    };

    /** A value class as the Kotlin compiler writes it; of no other class are the methods. */
    private record KotlinValue(
            @Nullable Method constructor,
            @Nullable Method box,
            @Nullable Method unbox) {

        static KotlinValue of(Class<?> type) {
            return new KotlinValue(
                    method(type, "constructor-impl", true),
                    method(type, "box-impl", true),
                    method(type, "unbox-impl", false));
        }

        private static @Nullable Method method(Class<?> type, String name, boolean isStatic) {
            Method found = Arrays.stream(type.getDeclaredMethods())
                    .filter(m -> m.getName().equals(name)
                            && Modifier.isStatic(m.getModifiers()) == isStatic
                            && m.getParameterCount() == (isStatic ? 1 : 0))
                    .findFirst()
                    .orElse(null);
            if (found != null) {
                found.trySetAccessible();
            }
            return found;
        }
    }

    private Conversions() {}

    static Class<?> boxed(Class<?> type) {
        return BOXES.getOrDefault(type, type);
    }

    /** What a parameter of a primitive type is passed where its value doesn't matter; null for others. */
    static @Nullable Object zero(Class<?> type) {
        return java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0);
    }

    /** Whether some values of the one can become the other, which isn't primitive. */
    static boolean isPossible(Class<?> given, Class<?> wanted) {
        if (given == Object.class || wanted.isAssignableFrom(given)) {
            return true;
        }
        if (WHOLE.contains(wanted)) {
            return WHOLE.contains(given) || given == BigDecimal.class;
        }
        if (wanted == Double.class) {
            return WHOLE.contains(given) || given == Float.class;
        }
        if (wanted == BigDecimal.class) {
            return WHOLE.contains(given);
        }
        Method box = VALUE_CLASSES.get(wanted).constructor();
        Method unbox = VALUE_CLASSES.get(given).unbox();
        return box != null && isPossible(given, boxed(box.getParameterTypes()[0]))
                || unbox != null && isPossible(boxed(unbox.getReturnType()), wanted);
    }

    /**
     * The value as the other class has it; null where it can't be exactly.
     *
     * @throws InvocationTargetException with what the constructor of a value class threw
     */
    static @Nullable Object converted(Object value, Class<?> wanted) throws InvocationTargetException {
        if (wanted.isInstance(value)) {
            return value;
        }
        if (value instanceof Number number && Number.class.isAssignableFrom(wanted)) {
            return number(number, wanted);
        }
        try {
            KotlinValue target = VALUE_CLASSES.get(wanted);
            if (target.constructor() != null && target.box() != null) {
                Object held = converted(value, boxed(target.constructor().getParameterTypes()[0]));
                return held == null
                        ? null
                        : target.box().invoke(null, target.constructor().invoke(null, held));
            }
            Method unbox = VALUE_CLASSES.get(value.getClass()).unbox();
            Object held = unbox == null ? null : unbox.invoke(value);
            return held == null ? null : converted(held, wanted);
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    private static @Nullable Object number(Number value, Class<?> wanted) {
        if (value instanceof Float narrow && wanted == Double.class) {
            return narrow.doubleValue();
        }
        BigDecimal exact = exact(value);
        if (exact == null) {
            return null;
        }
        try {
            if (WHOLE.contains(wanted)) {
                return whole(exact.longValueExact(), wanted);
            }
            if (wanted == BigDecimal.class) {
                return exact;
            }
            return wanted == Double.class ? floating(exact) : null;
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** A binary number is the one that its shortest text says; null for those that no decimal is. */
    private static @Nullable BigDecimal exact(Number value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        boolean isBinary = value instanceof Double || value instanceof Float;
        return isBinary && !Double.isFinite(value.doubleValue()) ? null : new BigDecimal(value.toString());
    }

    private static @Nullable Double floating(BigDecimal exact) {
        double nearest = exact.doubleValue();
        boolean isSame = Double.isFinite(nearest)
                && (BigDecimal.valueOf(nearest).compareTo(exact) == 0 || new BigDecimal(nearest).compareTo(exact) == 0);
        return isSame ? nearest : null;
    }

    private static Object whole(long value, Class<?> wanted) {
        if (wanted == Long.class) {
            return value;
        }
        int narrow = Math.toIntExact(value);
        if (wanted == Integer.class) {
            return narrow;
        }
        if (narrow != (short) narrow) {
            throw new ArithmeticException("beyond short");
        }
        return (short) narrow;
    }
}
