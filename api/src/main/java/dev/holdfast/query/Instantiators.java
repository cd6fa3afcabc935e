package dev.holdfast.query;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.MappingException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.query.Components.Component;
import dev.holdfast.sql.Wire;
import dev.holdfast.table.AnyColumn;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out how a class is built from rows of a shape. */
final class Instantiators {

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private Instantiators() {}

    /**
     * How to build a class.
     *
     * @param within the source whose columns are meant, for a nested record; null for the whole row
     */
    static Instantiator resolve(Class<?> type, Shape shape, @Nullable String within) {
        Components components = Components.of(type);
        return components == null ? bean(type, shape, within) : constructed(type, components, shape, within);
    }

    private static Instantiator constructed(
            Class<?> type, Components components, Shape shape, @Nullable String within) {
        List<Instantiator> parts = new ArrayList<>();
        for (Component component : components.components()) {
            parts.add(part(type, component, shape, within));
        }
        MethodHandle constructor = handle(components);
        Instantiator[] each = parts.toArray(Instantiator[]::new);
        return row -> {
            @Nullable Object[] arguments = new @Nullable Object[each.length];
            for (int i = 0; i < each.length; i++) {
                arguments[i] = each[i].instantiate(row);
            }
            return invoke(type, constructor, arguments);
        };
    }

    private static MethodHandle handle(Components components) {
        try {
            components.constructor().setAccessible(true);
            int count = components.components().size();
            return MethodHandles.lookup()
                    .unreflectConstructor(components.constructor())
                    .asSpreader(Object[].class, count)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException | RuntimeException e) {
            throw new MappingException("The constructor of "
                    + components.constructor().getDeclaringClass().getName()
                    + " can't be reached: make the class public, or open its package to dev.holdfast.api");
        }
    }

    private static Object invoke(Class<?> type, MethodHandle constructor, @Nullable Object[] arguments) {
        try {
            return constructor.invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new MappingException("The constructor of " + type.getName() + " threw "
                    + e.getClass().getName());
        }
    }

    private static Instantiator part(Class<?> owner, Component component, Shape shape, @Nullable String within) {
        String name = normal(component.name());
        for (int i = 0; i < shape.selected().size(); i++) {
            Selectable<?> selected = shape.selected().get(i);
            if (normal(selected.label()).equals(name) && isWithin(selected, within)) {
                return value(owner, component, selected, i);
            }
        }
        for (Include include : shape.includes()) {
            if (normal(include.label()).equals(name)) {
                return children(owner, component, include);
            }
        }
        List<Selectable<?>> nested = shape.selected().stream()
                .filter(s ->
                        s instanceof AnyColumn<?> c && normal(c.source().name()).equals(name))
                .toList();
        if (within == null && !nested.isEmpty()) {
            Instantiator inner = resolve(component.type(), shape, component.name());
            return row -> row.allNull(nested) ? null : inner.instantiate(row);
        }
        throw new MappingException("Nothing in the row is named like " + describe(owner, component)
                + "; it has " + shape.selected().stream().map(Row::nameOf).toList()
                + ": select the column, or give an expression that name with named(…)");
    }

    private static boolean isWithin(Selectable<?> selected, @Nullable String within) {
        return within == null
                || (selected instanceof AnyColumn<?> c
                        && normal(c.source().name()).equals(normal(within)));
    }

    private static Instantiator value(Class<?> owner, Component component, Selectable<?> selected, int index) {
        Class<?> wanted = BOXES.getOrDefault(component.type(), component.type());
        boolean asDecrypted = wanted == Decrypted.class && selected.type().wire() == Wire.ENCRYPTED;
        Class<?> given = asDecrypted ? Decrypted.class : selected.type().javaClass();
        if (given != Object.class && !wanted.isAssignableFrom(given)) {
            throw new MappingException(
                    describe(owner, component) + " can't take " + Row.nameOf(selected) + ", which is " + given.getName()
                            + ": change the component's type, or declare the column with .mapped(…)");
        }
        boolean primitive = component.type().isPrimitive();
        return row -> {
            Object held = row.at(index);
            Object value = asDecrypted ? orClearNull(held, selected) : Row.unwrapped(held);
            if (value == null && primitive) {
                throw new MappingException(describe(owner, component) + " is primitive and " + Row.nameOf(selected)
                        + " is NULL: use " + wanted.getSimpleName());
            }
            if (value != null && !wanted.isInstance(value)) {
                throw new MappingException(describe(owner, component) + " can't take " + Row.nameOf(selected)
                        + ", whose mapping gives " + value.getClass().getName());
            }
            return value;
        };
    }

    private static @Nullable Object orClearNull(@Nullable Object held, Selectable<?> selected) {
        return held == null && selected.isNullable() ? new Decrypted.Clear<@Nullable Object>(null) : held;
    }

    private static Instantiator children(Class<?> owner, Component component, Include include) {
        Type generic = component.genericType();
        Class<?> element = component.type() == List.class && generic instanceof ParameterizedType list
                ? elementClass(list.getActualTypeArguments()[0])
                : null;
        if (element == null) {
            throw new MappingException(describe(owner, component) + " takes included children: declare it as List<…>");
        }
        Instantiator each = RowMapping.instantiator(element, include.childShape());
        return row -> {
            List<@Nullable Object> built = new ArrayList<>();
            for (Row child : row.get(include)) {
                built.add(each.instantiate(child));
            }
            return java.util.Collections.unmodifiableList(built);
        };
    }

    /** The class of {@code T} and, as Kotlin writes it, of {@code ? extends T}. */
    private static @Nullable Class<?> elementClass(Type argument) {
        if (argument instanceof java.lang.reflect.WildcardType wildcard) {
            return elementClass(wildcard.getUpperBounds()[0]);
        }
        return argument instanceof Class<?> type ? type : null;
    }

    private static Instantiator bean(Class<?> type, Shape shape, @Nullable String within) {
        List<Method> setters = Arrays.stream(type.getMethods())
                .filter(m -> m.getName().startsWith("set") && m.getName().length() > 3 && m.getParameterCount() == 1)
                .toList();
        List<Instantiator> parts = new ArrayList<>();
        for (Method setter : setters) {
            String name = setter.getName().substring(3, 4).toLowerCase(Locale.ROOT)
                    + setter.getName().substring(4);
            Component component =
                    new Component(name, setter.getParameterTypes()[0], setter.getGenericParameterTypes()[0]);
            parts.add(part(type, component, shape, within));
        }
        if (setters.isEmpty()) {
            throw new MappingException(type.getName() + " is no record, no Kotlin data class, has no constructor with"
                    + " @ConstructorProperties, and no setters: use map(row -> …)");
        }
        return row -> {
            try {
                Object bean = type.getConstructor().newInstance();
                for (int i = 0; i < parts.size(); i++) {
                    setters.get(i).invoke(bean, parts.get(i).instantiate(row));
                }
                return bean;
            } catch (NoSuchMethodException e) {
                throw new MappingException(type.getName() + " has setters but no public constructor without parameters:"
                        + " add one, or put @ConstructorProperties on the one it has");
            } catch (InvocationTargetException e) {
                throw new MappingException(type.getName() + " refused a value: "
                        + e.getTargetException().getClass().getName());
            } catch (ReflectiveOperationException e) {
                throw new MappingException(type.getName() + " can't be reached: make it public");
            }
        };
    }

    private static String describe(Class<?> owner, Component component) {
        return owner.getSimpleName() + "." + component.name() + " ("
                + component.type().getSimpleName() + ")";
    }

    static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
