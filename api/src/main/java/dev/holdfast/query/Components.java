package dev.holdfast.query;

import dev.holdfast.error.MappingException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The constructor of a class and its parameters' names.
 *
 * @param constructor called with one value for each component
 * @param components in the constructor's order
 */
record Components(Constructor<?> constructor, List<Component> components) {

    record Component(String name, Class<?> type, Type genericType) {}

    /** The components of a class that is built by its constructor, or null for a bean. */
    static @Nullable Components of(Class<?> type) {
        if (type.isRecord()) {
            return ofRecord(type);
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            String[] names = annotatedNames(constructor);
            if (names != null) {
                return named(constructor, names);
            }
        }
        return isKotlinDataClass(type) ? ofDataClass(type) : null;
    }

    private static Components ofRecord(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return named(
                    constructor,
                    Arrays.stream(parts).map(RecordComponent::getName).toArray(String[]::new));
        } catch (NoSuchMethodException e) {
            throw new MappingException("Record " + type.getName() + " has no canonical constructor");
        }
    }

    private static Components named(Constructor<?> constructor, String[] names) {
        Type[] generic = constructor.getGenericParameterTypes();
        Class<?>[] raw = constructor.getParameterTypes();
        if (names.length != raw.length) {
            throw new MappingException("The names on the constructor of "
                    + constructor.getDeclaringClass().getName() + " are " + names.length + ", its parameters "
                    + raw.length);
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < raw.length; i++) {
            components.add(new Component(names[i], raw[i], generic.length == raw.length ? generic[i] : raw[i]));
        }
        return new Components(constructor, components);
    }

    /** {@code @ConstructorProperties}, read by name since it lives in java.desktop. */
    private static String @Nullable [] annotatedNames(Constructor<?> constructor) {
        for (Annotation annotation : constructor.getAnnotations()) {
            if (annotation.annotationType().getName().equals("java.beans.ConstructorProperties")) {
                try {
                    return (String[])
                            annotation.annotationType().getMethod("value").invoke(annotation);
                } catch (ReflectiveOperationException e) {
                    throw new MappingException("@ConstructorProperties of "
                            + constructor.getDeclaringClass().getName() + " can't be read");
                }
            }
        }
        return null;
    }

    static boolean isKotlinDataClass(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                        .anyMatch(a -> a.annotationType().getName().equals("kotlin.Metadata"))
                && Arrays.stream(type.getMethods()).anyMatch(m -> m.getName().equals("component1"));
    }

    /**
     * Kotlin compiles no parameter names, but a data class has {@code component1()} … for its primary constructor's
     * properties, and their backing fields come first, in that order.
     */
    private static Components ofDataClass(Class<?> type) {
        List<Method> parts = new ArrayList<>();
        for (int i = 1; ; i++) {
            String name = "component" + i;
            var found = Arrays.stream(type.getMethods())
                    .filter(m -> m.getName().equals(name) && m.getParameterCount() == 0)
                    .findFirst();
            if (found.isEmpty()) {
                break;
            }
            parts.add(found.get());
        }
        List<Field> fields = Arrays.stream(type.getDeclaredFields())
                .filter(f -> !Modifier.isStatic(f.getModifiers()))
                .limit(parts.size())
                .toList();
        Class<?>[] types = parts.stream().map(Method::getReturnType).toArray(Class<?>[]::new);
        boolean consistent = fields.size() == types.length;
        for (int i = 0; consistent && i < types.length; i++) {
            consistent = fields.get(i).getType() == types[i];
        }
        try {
            if (consistent) {
                String[] names = fields.stream().map(Field::getName).toArray(String[]::new);
                return named(type.getConstructor(types), names);
            }
        } catch (NoSuchMethodException e) {
            // the message below says what to do
        }
        throw new MappingException("The primary constructor of " + type.getName()
                + " can't be told from its bytecode: put @ConstructorProperties with its names on it, or use map { }");
    }
}
