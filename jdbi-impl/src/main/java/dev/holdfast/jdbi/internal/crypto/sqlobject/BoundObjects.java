package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.argument.internal.ObjectPropertyNamedArgumentFinder;
import org.jdbi.v3.core.statement.Binding;
import org.jspecify.annotations.Nullable;

/**
 * What JDBI has been given to bind. It keeps that to subclasses, so that it is read by reflection: nothing else tells of
 * which class a bean is. Where JDBI changes the fields, statements fail rather than go out unchecked.
 */
final class BoundObjects {

    private static final @Nullable Field FINDERS = field(Binding.class, "namedArgumentFinder");
    private static final @Nullable Field NAMED = field(Binding.class, "named");
    private static final @Nullable Field POSITIONALS = field(Binding.class, "positionals");
    private static final @Nullable Field OBJECT = field(ObjectPropertyNamedArgumentFinder.class, "obj");
    private static final @Nullable Field PREFIX = field(ObjectPropertyNamedArgumentFinder.class, "prefix");

    /**
     * An object whose properties are bound.
     *
     * @param prefix empty, or ended by a dot
     * @param byKotlin whether jdbi3-kotlin binds it, which sees what Kotlin annotates
     */
    record Bound(String prefix, Object object, boolean byKotlin) {

        /** The marked property that a name leads to, through objects within the object; null where it isn't marked. */
        @Nullable
        Property property(String name) {
            if (!name.startsWith(prefix)) {
                return null;
            }
            String[] path = name.substring(prefix.length()).split("\\.", -1);
            Object at = object;
            for (int i = 0; i < path.length - 1; i++) {
                at = at == null ? null : read(at, withoutMark(path[i]));
            }
            String last = path[path.length - 1];
            Annotation mark = at == null
                    ? null
                    : SealedClass.of(at.getClass()).properties().get(last);
            return at == null || mark == null ? null : new Property(mark, at, last);
        }

        private static String withoutMark(String name) {
            return name.endsWith("?") ? name.substring(0, name.length() - 1) : name;
        }
    }

    /** A marked property of an object. */
    record Property(Annotation mark, Object owner, String name) {

        @Nullable
        Object value() {
            return read(owner, name);
        }
    }

    private BoundObjects() {}

    static List<Bound> of(Binding binding) {
        List<?> finders = (List<?>) get(FINDERS, binding);
        if (finders.isEmpty()) {
            return List.of();
        }
        List<Bound> objects = new ArrayList<>(finders.size());
        for (Object each : finders) {
            Bound bound = each instanceof NamedArgumentFinder finder ? of(finder) : null;
            if (bound != null) {
                objects.add(bound);
            }
        }
        return objects;
    }

    /** The object behind a finder; null where it has none. */
    static @Nullable Bound of(NamedArgumentFinder finder) {
        return finder instanceof ObjectPropertyNamedArgumentFinder
                ? new Bound(
                        (String) get(PREFIX, finder),
                        get(OBJECT, finder),
                        finder.getClass().getName().contains(".kotlin."))
                : null;
    }

    /** The values bound by name; JDBI's own map. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> named(Binding binding) {
        return (Map<String, @Nullable Object>) get(NAMED, binding);
    }

    /** The values bound by position; JDBI's own map. */
    @SuppressWarnings("unchecked")
    static Map<Integer, @Nullable Object> positionals(Binding binding) {
        return (Map<Integer, @Nullable Object>) get(POSITIONALS, binding);
    }

    private static @Nullable Object read(Object owner, String name) {
        String upper = name.isEmpty() ? "" : Character.toUpperCase(name.charAt(0)) + name.substring(1);
        for (String candidate : List.of(name, "get" + upper, "is" + upper)) {
            Method method = method(owner.getClass(), candidate);
            if (method != null) {
                try {
                    method.setAccessible(true);
                    return method.invoke(owner);
                } catch (ReflectiveOperationException | RuntimeException e) {
                    throw new EncryptionException("The property " + name + " of "
                            + owner.getClass().getName() + " can't be read ("
                            + e.getClass().getSimpleName()
                            + "): give it a public getter");
                }
            }
        }
        throw new EncryptionException("The property " + name + " of "
                + owner.getClass().getName() + " can't be read: give it a public getter");
    }

    private static @Nullable Method method(Class<?> type, String name) {
        try {
            return type.getMethod(name);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static @Nullable Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static Object get(@Nullable Field field, Object owner) {
        try {
            Object value = field == null ? null : field.get(owner);
            if (value != null) {
                return value;
            }
        } catch (IllegalAccessException e) {
            // told below
        }
        throw new EncryptionException(
                "This version of JDBI keeps what a statement binds in another way than 3.54, so that"
                        + " nobody can see that no encrypted value goes out in the clear: use the version that Holdfast names");
    }
}
