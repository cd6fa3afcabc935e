package dev.holdfast.event;

import dev.holdfast.error.SchemaException;
import java.lang.reflect.AccessibleObject;
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
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the members of a class that are marked personal, and refuses marks that wouldn't be heeded. */
final class PersonalMembers {

    private static final Pattern JSON = Pattern.compile(
            "null|true|false|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?|\"([^\"\\\\]|\\\\.)*\"|\\{.*}|\\[.*]",
            Pattern.DOTALL);

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
        members.checkReplacements();
        members.refuseNested();
        return List.copyOf(members.found.values());
    }

    private void find() {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                add(component.getName(), component.getAccessor(), component, component.getAccessor());
            }
        }
        for (Class<?> at : lineage()) {
            for (Field field : at.getDeclaredFields()) {
                add(field.getName(), field, field);
            }
            for (Method method : at.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Personal.class)) {
                    add(propertyOf(method), method, method);
                }
            }
            for (Constructor<?> constructor : at.getDeclaredConstructors()) {
                ofParameters(constructor);
            }
        }
    }

    /** The class, its superclasses, and all interfaces: Java inherits no mark of a method that is overridden. */
    private Set<Class<?>> lineage() {
        Set<Class<?>> lineage = new LinkedHashSet<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            lineage.add(at);
        }
        for (Class<?> at : List.copyOf(lineage)) {
            addInterfaces(at, lineage);
        }
        return lineage;
    }

    private static void addInterfaces(Class<?> of, Set<Class<?>> lineage) {
        for (Class<?> each : of.getInterfaces()) {
            if (lineage.add(each)) {
                addInterfaces(each, lineage);
            }
        }
    }

    private void add(String name, AccessibleObject source, AnnotatedElement... marked) {
        for (AnnotatedElement element : marked) {
            Personal mark = element.getAnnotation(Personal.class);
            if (mark != null) {
                found.putIfAbsent(name, new PersonalMember(name, mark, source));
            }
        }
    }

    /** Kotlin puts a mark without a target on the parameter; its name is there only where the compiler kept it. */
    private void ofParameters(Constructor<?> constructor) {
        Parameter[] parameters = constructor.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Personal mark = parameters[i].getAnnotation(Personal.class);
            if (mark == null) {
                continue;
            }
            String name = nameOf(constructor, parameters, i);
            Field field = field(type, name);
            if (field == null) {
                throw new SchemaException("The parameter " + name + " of " + type.getName()
                        + " is marked @Personal, and there is no such member: write @field:Personal(…) on the member");
            }
            found.putIfAbsent(name, new PersonalMember(name, mark, field));
        }
    }

    private String nameOf(Constructor<?> constructor, Parameter[] parameters, int index) {
        if (parameters[index].isNamePresent()) {
            return parameters[index].getName();
        }
        RecordComponent[] components = type.getRecordComponents();
        if (components != null
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))) {
            return components[index].getName();
        }
        throw new SchemaException("A constructor's parameter of " + type.getName()
                + " is marked @Personal, and its name isn't known: write @field:Personal(…), or compile with"
                + " -java-parameters");
    }

    private String propertyOf(Method method) {
        String name = method.getName();
        if (method.getParameterCount() > 0 || method.getReturnType() == void.class) {
            throw new SchemaException("The method " + name + " of " + type.getName()
                    + " is marked @Personal, and isn't one that gives a member: mark the member's field");
        }
        int skipped = name.startsWith("get") ? 3 : name.startsWith("is") ? 2 : 0;
        if (skipped == 0
                || name.length() == skipped
                || Character.isLowerCase(name.charAt(skipped))
                || field(type, name) != null) {
            return name;
        }
        return name.substring(skipped, skipped + 1).toLowerCase(Locale.ROOT) + name.substring(skipped + 1);
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

    /** A replacement that can't be read would be noticed only once somebody was shredded, when it is too late. */
    private void checkReplacements() {
        for (PersonalMember member : found.values()) {
            String json = member.shredded();
            if (!JSON.matcher(json).matches()) {
                throw new SchemaException(
                        "The member " + member.name() + " of " + type.getName()
                                + " is to be replaced by what isn't JSON: a text has quotes of its own, shredded = \"\\\"…\\\"\"");
            }
            if (json.equals("null") && member.isPrimitive()) {
                throw new SchemaException("The member " + member.name() + " of " + type.getName()
                        + " can't be null once its subject is shredded: give another replacement, such as"
                        + " shredded = \"0\", or make it a class, such as Integer");
            }
        }
    }

    /** A mark deeper inside would look heeded, and the value would be stored in the clear. */
    private void refuseNested() {
        searchFields(type, null, new HashSet<>());
    }

    private void searchFields(Class<?> of, @Nullable String member, Set<Type> seen) {
        for (Class<?> at = of; at != null && !isPlain(at); at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    search(field.getGenericType(), member == null ? field.getName() : member, seen);
                }
            }
            searchArguments(at, member == null ? "of its superclass" : member, seen);
        }
    }

    /** What a superclass or interface with type parameters was given for them. */
    private void searchArguments(Class<?> of, String member, Set<Type> seen) {
        List<Type> parents = new ArrayList<>(Arrays.asList(of.getGenericInterfaces()));
        if (of.getGenericSuperclass() != null) {
            parents.add(of.getGenericSuperclass());
        }
        for (Type parent : parents) {
            if (parent instanceof ParameterizedType parameterized) {
                for (Type argument : parameterized.getActualTypeArguments()) {
                    search(argument, member, seen);
                }
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
            searchAll(wildcard.getUpperBounds(), member, seen);
            searchAll(wildcard.getLowerBounds(), member, seen);
        } else if (at instanceof TypeVariable<?> variable) {
            searchAll(variable.getBounds(), member, seen);
        } else if (at instanceof Class<?> nested) {
            searchClass(nested, member, seen);
        }
    }

    private void searchAll(Type[] types, String member, Set<Type> seen) {
        for (Type each : types) {
            search(each, member, seen);
        }
    }

    private void searchClass(Class<?> nested, String member, Set<Type> seen) {
        if (nested.isArray()) {
            search(nested.getComponentType(), member, seen);
            return;
        }
        if (isPlain(nested)) {
            return;
        }
        if (nested.isSealed()) {
            searchAll(nested.getPermittedSubclasses(), member, seen);
        }
        PersonalMembers inside = new PersonalMembers(nested);
        inside.find();
        if (!inside.found.isEmpty()) {
            throw new SchemaException(
                    "The member " + inside.found.keySet().iterator().next() + " of "
                            + nested.getName() + " is marked @Personal, but lies inside the member " + member + " of "
                            + type.getName() + ", where the mark isn't heeded: mark " + member + " itself");
        }
        searchFields(nested, member, seen);
    }

    private static boolean isPlain(Class<?> nested) {
        return nested.isPrimitive()
                || nested.isEnum()
                || nested.getName().startsWith("java.")
                || nested.getName().startsWith("kotlin.");
    }
}
