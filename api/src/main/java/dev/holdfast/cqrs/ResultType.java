package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command's class says its result is: the argument of {@link Command}, found through what lies between. Immutable. */
final class ResultType {

    private static final String KOTLIN_UNIT = "kotlin.Unit";

    private final Class<?> command;
    private final @Nullable Type type;

    private ResultType(Class<?> command, @Nullable Type type) {
        this.command = command;
        this.type = type;
    }

    static ResultType of(Class<?> command) {
        return new ResultType(command, argument(command, Map.of()));
    }

    private static @Nullable Type argument(Type from, Map<TypeVariable<?>, Type> known) {
        Class<?> raw = raw(from);
        Map<TypeVariable<?>, Type> inner = new HashMap<>();
        if (from instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < arguments.length; i++) {
                Type argument = arguments[i];
                inner.put(raw.getTypeParameters()[i], known.getOrDefault(argument, argument));
            }
        }
        if (raw == Command.class) {
            return inner.get(Command.class.getTypeParameters()[0]);
        }
        for (Type each : raw.getGenericInterfaces()) {
            Type found = argument(each, inner);
            if (found != null) {
                return found;
            }
        }
        Type superclass = raw.getGenericSuperclass();
        return superclass == null ? null : argument(superclass, inner);
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> known) {
            return known;
        }
        return type instanceof ParameterizedType parameterized ? (Class<?>) parameterized.getRawType() : Object.class;
    }

    /** Whether there is nothing to keep. */
    boolean isNothing() {
        return type == Void.class || isUnit();
    }

    private boolean isUnit() {
        return unit() != null;
    }

    private @Nullable Class<?> unit() {
        return type instanceof Class<?> known && known.getName().equals(KOTLIN_UNIT) ? known : null;
    }

    /** What stands for nothing: null, or Kotlin's one. */
    @Nullable
    Object nothing() {
        Class<?> unit = unit();
        if (unit == null) {
            return null;
        }
        try {
            return unit.getField("INSTANCE").get(null);
        } catch (ReflectiveOperationException e) {
            throw new HoldfastException(
                    "Kotlin's Unit isn't as it was: return something else from " + command.getName(), e);
        }
    }

    /**
     * The result's type, as JSON.
     *
     * @throws InvalidValueException where the class leaves it open
     */
    SqlType<?> json() {
        if (isNothing()) {
            return SqlTypes.jsonb(Object.class);
        }
        if (type == null || isOpen(type)) {
            throw new InvalidValueException(
                    "The command " + command.getName(),
                    "doesn't say what its result is, without which that can't be kept",
                    "name it, implements Command<…>, or send it without an id");
        }
        return SqlTypes.jsonb(raw(type), type);
    }

    private static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(ResultType::isOpen);
        }
        return type instanceof TypeVariable || type instanceof WildcardType || type instanceof GenericArrayType;
    }
}
