package dev.holdfast.cqrs;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who handles what. Immutable, and complete once it is made. */
final class Handlers {

    /** A command's handler. */
    record OfCommand(Class<?> type, ResultType result, CommandHandler<Object, ?> handler) {}

    /** A query's handler. */
    record OfQuery(Class<?> type, Reads reads, QueryHandler<Object, ?> handler) {}

    private final Map<Class<?>, OfCommand> commands = new HashMap<>();
    private final Map<Class<?>, OfQuery> queries = new HashMap<>();

    /**
     * Puts them together.
     *
     * @param wanted classes and sealed interfaces that must be handled
     * @throws HandlersException where one is missing, there twice, or no good
     */
    Handlers(
            List<OfCommand> ofCommands,
            List<OfQuery> ofQueries,
            Iterable<Class<?>> wanted,
            Checks checks,
            boolean waits) {
        Set<String> doubled = new TreeSet<>();
        List<String> others = new ArrayList<>();
        for (OfCommand each : ofCommands) {
            refuseOpen(each.type(), others);
            if (commands.putIfAbsent(each.type(), each) != null) {
                doubled.add(each.type().getName());
            }
        }
        for (OfQuery each : ofQueries) {
            refuseOpen(each.type(), others);
            if (queries.putIfAbsent(each.type(), each) != null) {
                doubled.add(each.type().getName());
            }
            if (!waits && !each.reads().projections().isEmpty()) {
                others.add(each.type().getName() + " reads projections, and nothing waits for them: say"
                        + " awaitBy(holdfast.projections()::await)");
            }
        }
        Set<Class<?>> concrete = new LinkedHashSet<>();
        wanted.forEach(each -> addConcrete(each, concrete, others));
        Set<String> missing = new TreeSet<>();
        concrete.stream()
                .filter(each -> !commands.containsKey(each) && !queries.containsKey(each))
                .forEach(each -> missing.add(each.getName()));
        Set<Class<?>> handled = new LinkedHashSet<>(commands.keySet());
        handled.addAll(queries.keySet());
        for (String open : new TreeSet<>(checks.open(handled))) {
            others.add("Nobody says who may send " + open + ", while others have authorizers: give it one,"
                    + " authorize(type, (message, caller) -> …)");
        }
        if (!missing.isEmpty() || !doubled.isEmpty() || !others.isEmpty()) {
            throw new HandlersException(List.copyOf(missing), List.copyOf(doubled), others);
        }
    }

    /** What a handler is given for is looked up by the very class of what is sent. */
    private static void refuseOpen(Class<?> type, List<String> others) {
        if (!type.isEnum() && (type.isInterface() || Modifier.isAbstract(type.getModifiers()))) {
            others.add(type.getName() + " has no instances of its own: give a handler to each class below it");
        }
    }

    private static void addConcrete(Class<?> type, Set<Class<?>> concrete, List<String> others) {
        boolean isAbstract = type.isInterface() || Modifier.isAbstract(type.getModifiers());
        if (!Command.class.isAssignableFrom(type) && !Query.class.isAssignableFrom(type)) {
            others.add(type.getName() + " is neither a Command nor a Query: let it extend one");
        } else if (type.isEnum() || !isAbstract && !type.isSealed()) {
            concrete.add(type);
        } else if (type.isSealed()) {
            if (!isAbstract) {
                concrete.add(type);
            }
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                addConcrete(permitted, concrete, others);
            }
        } else {
            others.add("What is below " + type.getName()
                    + " isn't known, since it isn't sealed (in Kotlin with jvmTarget 17 or"
                    + " newer): seal it, or name the classes instead");
        }
    }

    /** The class by which a handler is found; of an enum's constant, with or without a body, the enum. */
    static Class<?> typeOf(Object message) {
        return message instanceof Enum<?> constant ? constant.getDeclaringClass() : message.getClass();
    }

    OfCommand command(Object message) {
        return found(commands.get(typeOf(message)), message, "command");
    }

    OfQuery query(Object message) {
        return found(queries.get(typeOf(message)), message, "query");
    }

    private static <H> H found(@Nullable H handler, Object message, String call) {
        if (handler == null) {
            throw new NoHandlerException(typeOf(message), call);
        }
        return handler;
    }
}
