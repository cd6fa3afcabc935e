package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.BlindIndexed;
import dev.holdfast.jdbi.Encrypted;
import dev.holdfast.table.EncryptedColumn;
import dev.holdfast.table.Schema;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindBean;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.customizer.SqlStatementCustomizingAnnotation;
import org.jspecify.annotations.Nullable;

/** A method of a SqlObject with its marks, and what they need of its other parameters. */
final class MarkedMethod {

    private final @Nullable Schema schema;
    private final Class<?> type;
    private final Method method;
    private final Set<String> bound = new HashSet<>();
    private boolean bindsMore;

    MarkedMethod(@Nullable Schema schema, Class<?> type, Method method) {
        this.schema = schema;
        this.type = type;
        this.method = method;
    }

    /** Throws where a table, a column or the key of a row is missing. */
    void check() {
        for (Parameter parameter : method.getParameters()) {
            collectNames(parameter);
        }
        for (Parameter parameter : method.getParameters()) {
            Annotation mark = EncryptionAnnotations.on(parameter);
            if (mark != null) {
                checkBindAlone(parameter);
                check(mark, "parameter " + name(parameter), "");
            }
            String prefix = prefix(parameter);
            if (prefix != null) {
                for (Class<?> each : classes(resolved(parameter.getParameterizedType()))) {
                    checkProperties(each, prefix);
                }
            }
        }
        Annotation ofResult = EncryptionAnnotations.on(method);
        if (ofResult != null) {
            checkColumn(ofResult, "its result");
        }
        for (Class<?> each : classes(resolved(method.getGenericReturnType()))) {
            SealedClass.of(each)
                    .properties()
                    .forEach((property, mark) -> checkColumn(mark, each.getSimpleName() + "." + property));
        }
    }

    private void checkProperties(Class<?> owner, String prefix) {
        for (Map.Entry<String, Annotation> property :
                SealedClass.of(owner).properties().entrySet()) {
            check(property.getValue(), owner.getSimpleName() + "." + property.getKey(), prefix);
        }
    }

    private void check(Annotation mark, String where, String prefix) {
        checkColumn(mark, where);
        for (String needed : needs(mark, schema)) {
            Set<String> candidates = BoundNames.candidates(needed, prefix + "value");
            if (!bindsMore && candidates.stream().noneMatch(bound::contains)) {
                throw refused(
                        mark,
                        where,
                        "is encrypted for its row, and the method binds nothing as '" + needed + "', but " + bound
                                + ": add a parameter @Bind(\"" + needed + "\"), or correct the name");
            }
        }
    }

    /** The names of what a marked value needs in the same statement. */
    static List<String> needs(Annotation mark, @Nullable Schema schema) {
        List<String> names = new ArrayList<>();
        if (mark instanceof Encrypted encrypted) {
            EncryptedColumn<?> column = schema == null ? null : EncryptionAnnotations.column(schema, encrypted);
            if (column == null || column.isBoundToItsRow()) {
                names.addAll(List.of(encrypted.rowKey()));
            }
            String subject = column == null ? encrypted.subject() : EncryptionAnnotations.subject(column, encrypted);
            if (subject != null && !subject.isEmpty()) {
                names.add(subject);
            }
        }
        return names;
    }

    private void checkColumn(Annotation mark, String where) {
        if (schema == null) {
            return;
        }
        try {
            if (mark instanceof Encrypted encrypted) {
                EncryptionAnnotations.column(schema, encrypted);
            } else {
                EncryptionAnnotations.index(schema, (BlindIndexed) mark);
            }
        } catch (EncryptionException e) {
            throw new EncryptionException(place(where) + ": " + e.getMessage());
        }
    }

    private EncryptionException refused(Annotation mark, String where, String problem) {
        return new EncryptionException(place(where) + ": " + EncryptionAnnotations.text(mark) + " " + problem);
    }

    private String place(String where) {
        return type.getName() + "." + method.getName() + "(…), " + where;
    }

    /** Another annotation would bind the value as it is. */
    private void checkBindAlone(Parameter parameter) {
        for (Annotation annotation : parameter.getAnnotations()) {
            if (isCustomizing(annotation) && !(annotation instanceof Bind)) {
                throw new EncryptionException(place("parameter " + name(parameter)) + ": @"
                        + annotation.annotationType().getSimpleName()
                        + " binds a value as it is, and this one is marked as encrypted: use @Bind");
            }
        }
    }

    private static boolean isCustomizing(Annotation annotation) {
        return annotation.annotationType().isAnnotationPresent(SqlStatementCustomizingAnnotation.class);
    }

    private void collectNames(Parameter parameter) {
        boolean customized = false;
        for (Annotation annotation : parameter.getAnnotations()) {
            if (annotation instanceof BindBean bean) {
                collectProperties(parameter, bean.value());
            } else if (annotation instanceof BindMethods methods) {
                collectMethods(parameter, methods.value());
            } else if (isCustomizing(annotation) && !(annotation instanceof Bind)) {
                bindsMore = true;
            }
            customized |= isCustomizing(annotation);
        }
        if (!customized || parameter.isAnnotationPresent(Bind.class)) {
            bound.add(name(parameter));
        }
    }

    private void collectProperties(Parameter parameter, String prefix) {
        for (Class<?> each : classes(resolved(parameter.getParameterizedType()))) {
            bindsMore |= isOpen(each);
            try {
                for (PropertyDescriptor property :
                        Introspector.getBeanInfo(each).getPropertyDescriptors()) {
                    bound.add(under(prefix, property.getName()));
                }
            } catch (IntrospectionException e) {
                bindsMore = true;
            }
        }
    }

    private void collectMethods(Parameter parameter, String prefix) {
        for (Class<?> each : classes(resolved(parameter.getParameterizedType()))) {
            bindsMore |= isOpen(each);
            for (Method candidate : each.getMethods()) {
                if (candidate.getParameterCount() == 0) {
                    bound.add(under(prefix, candidate.getName()));
                }
            }
        }
    }

    /** What is passed may have properties that the declaration doesn't. */
    private static boolean isOpen(Class<?> declared) {
        return declared == Object.class
                || (declared.isInterface() && !Iterable.class.isAssignableFrom(declared) && declared != Iterator.class);
    }

    private static String under(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    /** With its dot; null where the parameter's properties aren't bound. */
    private static @Nullable String prefix(Parameter parameter) {
        BindBean bean = parameter.getAnnotation(BindBean.class);
        BindMethods methods = parameter.getAnnotation(BindMethods.class);
        if (bean == null && methods == null) {
            return null;
        }
        String prefix = bean != null ? bean.value() : methods.value();
        return prefix.isEmpty() ? "" : prefix + ".";
    }

    private static String name(Parameter parameter) {
        Bind bind = parameter.getAnnotation(Bind.class);
        return bind == null || bind.value().isEmpty() ? parameter.getName() : bind.value();
    }

    private Type resolved(Type declared) {
        return GenericTypes.resolveType(declared, type);
    }

    /** The classes in a type: of List<Patient>, these are List and Patient. */
    private static Set<Class<?>> classes(Type type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(type, found);
        return found;
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof Class<?> known) {
            found.add(known.isArray() ? known.getComponentType() : known);
        } else if (type instanceof ParameterizedType parameterized) {
            collect(parameterized.getRawType(), found);
            for (Type each : parameterized.getActualTypeArguments()) {
                collect(each, found);
            }
        } else if (type instanceof WildcardType wildcard) {
            collect(wildcard.getUpperBounds()[0], found);
        } else if (type instanceof GenericArrayType array) {
            collect(array.getGenericComponentType(), found);
        }
    }
}
