package dev.holdfast.jdbi.internal.crypto.sqlobject;

import java.beans.ConstructorProperties;
import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which properties of a class are marked, wherever the annotation went. JDBI looks at those of a getter or method alone,
 * while Kotlin puts that of a constructor property on the constructor's parameter. Immutable.
 */
final class SealedClass {

    private static final ClassValue<SealedClass> ALL = new ClassValue<>() {
        @Override
        protected SealedClass computeValue(Class<?> type) {
            return new SealedClass(type);
        }
    };

    private final Map<String, Annotation> properties = new HashMap<>();
    private final Set<Annotation> nameless = new LinkedHashSet<>();

    private SealedClass(Class<?> type) {
        if (!type.getName().startsWith("java.")) {
            collect(type);
            nameless.removeAll(properties.values());
        }
    }

    static SealedClass of(Class<?> type) {
        return ALL.get(type);
    }

    boolean isEmpty() {
        return properties.isEmpty() && nameless.isEmpty();
    }

    /** The marks by the names under which the properties may be bound. */
    Map<String, Annotation> properties() {
        return properties;
    }

    /** True where a constructor's parameter is marked, and its name was lost when the class was compiled. */
    boolean hasNameless() {
        return !nameless.isEmpty();
    }

    private void collect(@Nullable Class<?> type) {
        if (type == null || type == Object.class) {
            return;
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!constructor.isSynthetic()) {
                collectParameters(constructor);
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            Annotation mark = EncryptionAnnotations.on(method);
            if (mark == null && method.getParameterCount() == 1) {
                mark = EncryptionAnnotations.on(method.getParameters()[0]);
            }
            if (mark != null) {
                properties.put(method.getName(), mark);
                properties.put(property(method.getName()), mark);
            }
        }
        collect(type.getSuperclass());
        for (Class<?> each : type.getInterfaces()) {
            collect(each);
        }
    }

    private void collectParameters(Constructor<?> constructor) {
        ConstructorProperties names = constructor.getAnnotation(ConstructorProperties.class);
        Parameter[] parameters = constructor.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Annotation mark = EncryptionAnnotations.on(parameters[i]);
            if (mark == null) {
                continue;
            }
            if (names != null && i < names.value().length) {
                properties.put(names.value()[i], mark);
            } else if (parameters[i].isNamePresent()) {
                properties.put(parameters[i].getName(), mark);
            } else {
                nameless.add(mark);
            }
        }
    }

    /** The property that a getter or setter is of; else the name itself. */
    static String property(String method) {
        for (String prefix : new String[] {"get", "set", "is"}) {
            if (method.startsWith(prefix) && method.length() > prefix.length()) {
                return Introspector.decapitalize(method.substring(prefix.length()));
            }
        }
        return method;
    }
}
