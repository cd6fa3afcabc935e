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
 * @param defaulting takes, behind those values, bits that say which of them aren't given, and a marker: what Kotlin
 *     compiles for default values; null where there are none
 * @param components in the constructor's order
 */
record Components(Constructor<?> constructor, @Nullable Constructor<?> defaulting, List<Component> components) {

    /**
     * A parameter.
     *
     * @param hasDefault whether it may be left out
     * @param nonNull whether it is declared in Kotlin as one that takes no null
     */
    record Component(String name, Class<?> type, Type genericType, boolean hasDefault, boolean nonNull) {

        Component(String name, Class<?> type, Type genericType) {
            this(name, type, genericType, false, false);
        }
    }

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
        return new Components(constructor, null, components);
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
        return KotlinConstructor.metadata(type) != null && part(type, 1) != null;
    }

    /** The function of a data class that gives its nth property; its name has a suffix where that is of a value class. */
    private static @Nullable Method part(Class<?> type, int number) {
        String name = "component" + number;
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.getParameterCount() == 0
                        && !m.isSynthetic()
                        && (m.getName().equals(name) || m.getName().startsWith(name + "-")))
                .findFirst()
                .orElse(null);
    }

    /**
     * Kotlin compiles no parameter names, but a data class has {@code component1()} … for its primary constructor's
     * properties, and their backing fields come first, in that order.
     */
    private static Components ofDataClass(Class<?> type) {
        List<Method> parts = new ArrayList<>();
        for (Method part = part(type, 1); part != null; part = part(type, parts.size() + 1)) {
            parts.add(part);
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
                return dataClass(type, types, fields);
            }
        } catch (NoSuchMethodException e) {
            // the message below says what to do
        }
        throw new MappingException("The primary constructor of " + type.getName()
                + " can't be told from its bytecode: put @ConstructorProperties with its names on it, or use map { }");
    }

    private static Components dataClass(Class<?> type, Class<?>[] types, List<Field> fields)
            throws NoSuchMethodException {
        List<KotlinConstructor.Parameter> declared = KotlinConstructor.of(type);
        boolean known = declared.size() == types.length;
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            Field field = fields.get(i);
            boolean hasDefault = known && declared.get(i).hasDefault();
            boolean nonNull = known && declared.get(i).nonNull() && !types[i].isPrimitive();
            components.add(new Component(field.getName(), types[i], field.getGenericType(), hasDefault, nonNull));
        }
        Constructor<?> defaulting =
                components.stream().anyMatch(Component::hasDefault) ? defaulting(type, types) : null;
        return new Components(type.getDeclaredConstructor(types), defaulting, List.copyOf(components));
    }

    private static @Nullable Constructor<?> defaulting(Class<?> type, Class<?>[] types) {
        int masks = (types.length + Integer.SIZE - 1) / Integer.SIZE;
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(c -> isDefaulting(c.getParameterTypes(), types, masks))
                .findFirst()
                .orElse(null);
    }

    private static boolean isDefaulting(Class<?>[] all, Class<?>[] types, int masks) {
        return all.length == types.length + masks + 1
                && Arrays.equals(Arrays.copyOf(all, types.length), types)
                && Arrays.stream(all, types.length, types.length + masks).allMatch(mask -> mask == int.class)
                && all[all.length - 1].getName().equals("kotlin.jvm.internal.DefaultConstructorMarker");
    }
}
