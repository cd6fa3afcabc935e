package dev.holdfast.event;

import dev.holdfast.error.SchemaException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the members of a class that are marked personal, and refuses marks that wouldn't be heeded. */
final class PersonalMembers {

    private final Class<?> type;
    private final Map<String, PersonalMember> found = new LinkedHashMap<>();

    private PersonalMembers(Class<?> type) {
        this.type = type;
    }

    /** The personal members of a class. */
    static List<PersonalMember> of(Class<?> type) {
        PersonalMembers members = new PersonalMembers(type);
        members.find();
        members.checkSubjects();
        members.refuseNested();
        return List.copyOf(members.found.values());
    }

    private void find() {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                add(component.getName(), component.getAccessor(), component, component.getAccessor());
            }
        }
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                add(field.getName(), field, field);
            }
            for (Method method : at.getDeclaredMethods()) {
                if (!type.isRecord() && method.isAnnotationPresent(Personal.class)) {
                    add(propertyOf(method), method, method);
                }
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            for (Parameter parameter : constructor.getParameters()) {
                if (parameter.isAnnotationPresent(Personal.class)) {
                    ofParameter(parameter);
                }
            }
        }
    }

    private void add(String name, java.lang.reflect.AccessibleObject source, AnnotatedElement... marked) {
        for (AnnotatedElement element : marked) {
            Personal mark = element.getAnnotation(Personal.class);
            if (mark != null) {
                found.putIfAbsent(name, new PersonalMember(name, mark, source));
            }
        }
    }

    /** Kotlin puts a mark without a target on the parameter; its name is there only where the compiler kept it. */
    private void ofParameter(Parameter parameter) {
        if (!parameter.isNamePresent()) {
            if (found.isEmpty()) {
                throw new SchemaException("A constructor's parameter of " + type.getName()
                        + " is marked @Personal, and its name isn't known: write @field:Personal(…), or compile with"
                        + " -java-parameters");
            }
            return;
        }
        Field field = field(type, parameter.getName());
        if (field == null) {
            throw new SchemaException("The parameter " + parameter.getName() + " of " + type.getName()
                    + " is marked @Personal, and there is no such member: write @field:Personal(…) on the member");
        }
        found.putIfAbsent(
                field.getName(), new PersonalMember(field.getName(), parameter.getAnnotation(Personal.class), field));
    }

    private String propertyOf(Method method) {
        String name = method.getName();
        int skipped = name.startsWith("get") ? 3 : name.startsWith("is") ? 2 : 0;
        if (method.getParameterCount() > 0 || name.length() == skipped) {
            throw new SchemaException("The method " + name + " of " + type.getName()
                    + " is marked @Personal, and isn't one that gives a member: mark the member's field");
        }
        return skipped == 0
                ? name
                : name.substring(skipped, skipped + 1).toLowerCase(Locale.ROOT) + name.substring(skipped + 1);
    }

    private static @Nullable Field field(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        return null;
    }

    private void checkSubjects() {
        for (PersonalMember member : found.values()) {
            String subject = member.subject();
            if (found.containsKey(subject) || field(type, subject) == null) {
                throw new SchemaException("The member " + member.name() + " of " + type.getName()
                        + " is personal data of \"" + subject + "\", which "
                        + (found.containsKey(subject) ? "is personal itself" : "is no member of the class")
                        + ": name a member that holds the person's id in the clear");
            }
        }
    }

    /** A mark deeper inside would look heeded, and the value would be stored in the clear. */
    private void refuseNested() {
        Set<Type> seen = new HashSet<>();
        seen.add(type);
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                search(field.getGenericType(), field.getName(), seen);
            }
        }
    }

    private void search(Type at, String member, Set<Type> seen) {
        if (!seen.add(at)) {
            return;
        }
        if (at instanceof ParameterizedType parameterized) {
            search(parameterized.getRawType(), member, seen);
            for (Type argument : parameterized.getActualTypeArguments()) {
                search(argument, member, seen);
            }
        } else if (at instanceof GenericArrayType array) {
            search(array.getGenericComponentType(), member, seen);
        } else if (at instanceof WildcardType wildcard) {
            for (Type bound : wildcard.getUpperBounds()) {
                search(bound, member, seen);
            }
        } else if (at instanceof Class<?> nested) {
            searchClass(nested, member, seen);
        }
    }

    private void searchClass(Class<?> nested, String member, Set<Type> seen) {
        if (nested.isArray()) {
            search(nested.getComponentType(), member, seen);
            return;
        }
        if (nested.isPrimitive()
                || nested.isEnum()
                || nested.getName().startsWith("java.")
                || nested.getName().startsWith("kotlin.")
                || Collection.class.isAssignableFrom(nested)) {
            return;
        }
        if (nested.isSealed()) {
            for (Class<?> permitted : nested.getPermittedSubclasses()) {
                search(permitted, member, seen);
            }
        }
        PersonalMembers inside = new PersonalMembers(nested);
        inside.find();
        if (!inside.found.isEmpty()) {
            throw new SchemaException(
                    "The member " + inside.found.keySet().iterator().next() + " of "
                            + nested.getName() + " is marked @Personal, but lies inside the member " + member + " of "
                            + type.getName() + ", where the mark isn't heeded: mark " + member + " itself");
        }
        for (Field field : nested.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                search(field.getGenericType(), member, seen);
            }
        }
    }
}
