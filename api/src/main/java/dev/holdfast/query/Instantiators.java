package dev.holdfast.query;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.MappingException;
import dev.holdfast.expression.Selectable;
import dev.holdfast.internal.Wire;
import dev.holdfast.query.Components.Component;
import dev.holdfast.table.AnyColumn;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works out how a class is built from rows of a shape. */
final class Instantiators {

    /**
     * What a component, a parameter or a setter takes.
     *
     * @param column where its value comes from; null for children, nested classes and what is left out
     * @param isDefault whether nothing is there for it, and its default value is taken
     */
    private record Part(
            Class<?> owner,
            Component component,
            Instantiator value,
            @Nullable Selectable<?> column,
            boolean isDefault) {

        String name() {
            return owner.getSimpleName() + "." + component.name();
        }

        MappingException about(MappingException e) {
            return column instanceof AnyColumn<?> known
                    ? e.about(name(), known.source().name(), known.name())
                    : e.about(name(), null, column == null ? null : column.label());
        }
    }

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
        List<Part> parts = new ArrayList<>();
        for (Component component : components.components()) {
            boolean mayDefault = components.defaulting() != null && component.hasDefault();
            parts.add(part(type, component, shape, within, mayDefault));
        }
        MethodHandle constructor = handle(components, parts);
        Part[] each = parts.toArray(Part[]::new);
        return row -> {
            @Nullable Object[] arguments = new @Nullable Object[each.length];
            for (int i = 0; i < each.length; i++) {
                arguments[i] = each[i].value().instantiate(row);
            }
            try {
                return constructor.invokeExact(arguments);
            } catch (HoldfastException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw refused(type, each, arguments, shape, e);
            }
        };
    }

    private static MethodHandle handle(Components components, List<Part> parts) {
        boolean defaults = parts.stream().anyMatch(Part::isDefault);
        Constructor<?> constructor =
                defaults ? Objects.requireNonNull(components.defaulting()) : components.constructor();
        try {
            constructor.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
            return (defaults ? leavingOut(handle, parts) : handle)
                    .asSpreader(Object[].class, parts.size())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException | RuntimeException e) {
            throw new MappingException("The constructor of "
                    + components.constructor().getDeclaringClass().getName()
                    + " can't be reached: make the class public, or open its package to dev.holdfast.api");
        }
    }

    /** Kotlin's constructor with default values, told by bits which parameters it isn't given. */
    private static MethodHandle leavingOut(MethodHandle constructor, List<Part> parts) {
        int masks = constructor.type().parameterCount() - parts.size() - 1;
        @Nullable Object[] last = new @Nullable Object[masks + 1]; // and the marker, which is null
        for (int m = 0; m < masks; m++) {
            int mask = 0;
            for (int bit = 0; bit < Integer.SIZE && m * Integer.SIZE + bit < parts.size(); bit++) {
                mask |= parts.get(m * Integer.SIZE + bit).isDefault() ? 1 << bit : 0;
            }
            last[m] = mask;
        }
        return MethodHandles.insertArguments(constructor, parts.size(), last);
    }

    /** What a constructor threw, with the component where it can be told: the one that was null. */
    private static MappingException refused(
            Class<?> type, Part[] parts, @Nullable Object[] arguments, Shape shape, Throwable thrown) {
        List<Part> nulls = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (arguments[i] == null && !parts[i].isDefault()) {
                nulls.add(parts[i]);
            }
        }
        List<Part> named = nulls.stream()
                .filter(part -> isNamed(part.component().name(), thrown.getMessage()))
                .toList();
        List<Part> meant = named.isEmpty() ? nulls : named;
        if (thrown instanceof NullPointerException && meant.size() == 1) {
            return refused(meant.get(0), " takes no null, and ", " is NULL", shape, thrown);
        }
        if (parts.length == 1) {
            return refused(parts[0], " refuses what ", " holds", shape, thrown);
        }
        String columns = Arrays.stream(parts)
                .filter(part -> part.column() != null)
                .map(part -> Row.nameOf(Objects.requireNonNull(part.column())))
                .toList()
                .toString();
        return new MappingException(
                        "The constructor of " + type.getName() + " refuses a row's values of " + columns + ", with "
                                + thrown.getClass().getName()
                                + ": let it take what is stored, mend the row, or use map(row -> …)",
                        kept(shape, thrown))
                .about(type.getSimpleName(), null, null);
    }

    /** As {@code requireNonNull(title, "title")} does it, and Kotlin. */
    private static boolean isNamed(String component, @Nullable String message) {
        return message != null && (message.equals(component) || message.endsWith(", parameter " + component));
    }

    private static MappingException refused(Part part, String how, String what, Shape shape, Throwable thrown) {
        String column = part.column() == null ? "what the row has" : Row.nameOf(part.column());
        return part.about(new MappingException(
                describe(part.owner(), part.component()) + how + column + what + ": it threw "
                        + thrown.getClass().getName()
                        + "; let it take what is stored, mend the row, or use map(row -> …)",
                kept(shape, thrown)));
    }

    /** The cause, unless its message could tell what was encrypted. */
    private static @Nullable Throwable kept(Shape shape, Throwable thrown) {
        return shape.isEncrypted() ? null : thrown;
    }

    private static Part part(
            Class<?> owner, Component component, Shape shape, @Nullable String within, boolean mayDefault) {
        String name = normal(component.name());
        List<Selectable<?>> nested = shape.selected().stream()
                .filter(s ->
                        s instanceof AnyColumn<?> c && normal(c.source().name()).equals(name))
                .toList();
        for (int i = 0; i < shape.selected().size(); i++) {
            Selectable<?> selected = shape.selected().get(i);
            if (normal(selected.label()).equals(name)
                    && isWithin(selected, within)
                    && !(within == null && isOfSourceInstead(component, selected, nested))) {
                return value(owner, component, selected, i, shape);
            }
        }
        for (Include include : shape.includes()) {
            if (normal(include.label()).equals(name)) {
                return new Part(owner, component, children(owner, component, include), null, false);
            }
        }
        if (within == null && !nested.isEmpty()) {
            Instantiator inner = resolve(component.type(), shape, component.name());
            return new Part(owner, component, row -> row.allNull(nested) ? null : inner.instantiate(row), null, false);
        }
        if (mayDefault) {
            Object ignored = Conversions.zero(component.type());
            return new Part(owner, component, row -> ignored, null, true);
        }
        throw new MappingException("Nothing in the row is named like " + describe(owner, component)
                        + "; it has "
                        + shape.selected().stream().map(Row::nameOf).toList()
                        + ": " + remedy(component, within))
                .about(owner.getSimpleName() + "." + component.name(), null, null);
    }

    private static String remedy(Component component, @Nullable String within) {
        return within == null && isBuiltFromRows(component.type())
                ? "join the table that it is built from under that name, alias(\"" + component.name()
                        + "\"), name the component like the table, or select the column that holds it whole"
                : "select the column, or give an expression that name with named(…)";
    }

    /** Whether a type has components of its own, so that no single column can be meant. */
    private static boolean isBuiltFromRows(Class<?> type) {
        return type.isRecord() || Components.isKotlinDataClass(type);
    }

    /** Where a column and a source have the name, as in a join with the parent, the component's class says which is meant. */
    private static boolean isOfSourceInstead(
            Component component, Selectable<?> selected, List<Selectable<?>> ofSource) {
        return !ofSource.isEmpty()
                && !Conversions.isPossible(selected.type().javaClass(), Conversions.boxed(component.type()));
    }

    private static boolean isWithin(Selectable<?> selected, @Nullable String within) {
        return within == null
                || (selected instanceof AnyColumn<?> c
                        && normal(c.source().name()).equals(normal(within)));
    }

    private static Part value(Class<?> owner, Component component, Selectable<?> selected, int index, Shape shape) {
        boolean optional = component.type() == Optional.class;
        Class<?> wanted = optional ? optionalOf(component) : Conversions.boxed(component.type());
        boolean asDecrypted = wanted == Decrypted.class && selected.type().wire() == Wire.ENCRYPTED;
        Class<?> given = asDecrypted ? Decrypted.class : selected.type().javaClass();
        Part described = new Part(owner, component, row -> null, selected, false);
        if (!Conversions.isPossible(given, wanted)) {
            throw described.about(new MappingException(
                    describe(owner, component) + " can't take " + Row.nameOf(selected) + ", which is " + given.getName()
                            + ": change the component's type, or declare the column with .mapped(…)"));
        }
        boolean primitive = component.type().isPrimitive();
        return new Part(
                owner,
                component,
                row -> {
                    Object held = row.at(index);
                    if (held instanceof Unread unread) {
                        throw described.about(unread.why());
                    }
                    Object value = asDecrypted ? orClearNull(held, selected) : Row.unwrapped(held);
                    if (value == null && (primitive || (component.nonNull() && !optional))) {
                        throw described.about(new MappingException(describe(owner, component)
                                + (primitive ? " is primitive and " : " takes no null and ") + Row.nameOf(selected)
                                + " is NULL: use " + (primitive ? wanted.getSimpleName() : "a nullable type")));
                    }
                    if (value != null && !wanted.isInstance(value)) {
                        value = converted(described, value, wanted, shape);
                    }
                    return optional ? Optional.ofNullable(value) : value;
                },
                selected,
                false);
    }

    private static Class<?> optionalOf(Component component) {
        Class<?> of = component.genericType() instanceof ParameterizedType optional
                ? elementClass(optional.getActualTypeArguments()[0])
                : null;
        return of == null ? Object.class : of;
    }

    private static Object converted(Part part, Object value, Class<?> wanted, Shape shape) {
        Object converted;
        try {
            converted = Conversions.converted(value, wanted);
        } catch (InvocationTargetException e) {
            throw refused(part, " refuses what ", " holds", shape, e.getTargetException());
        }
        if (converted == null) {
            String given = value.getClass().getName();
            throw part.about(new MappingException(describe(part.owner(), part.component()) + " can't take "
                    + Row.nameOf(Objects.requireNonNull(part.column()))
                    + (Conversions.isPossible(value.getClass(), wanted)
                            ? ", which holds more than that: declare it as "
                                    + value.getClass().getSimpleName()
                            : ", whose mapping gives " + given)));
        }
        return converted;
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
        List<Part> parts = new ArrayList<>();
        for (Method setter : setters) {
            String name = setter.getName().substring(3, 4).toLowerCase(Locale.ROOT)
                    + setter.getName().substring(4);
            Component component =
                    new Component(name, setter.getParameterTypes()[0], setter.getGenericParameterTypes()[0]);
            parts.add(part(type, component, shape, within, false));
        }
        if (setters.isEmpty()) {
            throw new MappingException(type.getName() + " is no record, no Kotlin data class, has no constructor with"
                    + " @ConstructorProperties, and no setters: use map(row -> …)");
        }
        return row -> {
            Object bean = newBean(type, shape);
            for (int i = 0; i < parts.size(); i++) {
                set(bean, setters.get(i), parts.get(i), row);
            }
            return bean;
        };
    }

    private static Object newBean(Class<?> type, Shape shape) {
        try {
            return type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new MappingException(type.getName() + " has setters but no public constructor without parameters:"
                    + " add one, or put @ConstructorProperties on the one it has");
        } catch (InvocationTargetException e) {
            throw refused(type, new Part[0], new Object[0], shape, e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw unreachable(type);
        }
    }

    private static void set(Object bean, Method setter, Part part, Row row) {
        Object value = part.value().instantiate(row);
        try {
            setter.invoke(bean, value);
        } catch (InvocationTargetException e) {
            throw refused(part, " refuses what ", " holds", row.shape(), e.getTargetException());
        } catch (IllegalAccessException e) {
            throw unreachable(part.owner());
        }
    }

    private static MappingException unreachable(Class<?> type) {
        return new MappingException(type.getName() + " can't be reached: make it public");
    }

    private static String describe(Class<?> owner, Component component) {
        return owner.getSimpleName() + "." + component.name() + " ("
                + component.type().getSimpleName() + ")";
    }

    static String normal(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
