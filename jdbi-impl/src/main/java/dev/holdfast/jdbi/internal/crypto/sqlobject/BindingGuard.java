package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.error.StatementException;
import dev.holdfast.jdbi.internal.crypto.sqlobject.BoundObjects.Bound;
import dev.holdfast.jdbi.internal.crypto.sqlobject.BoundObjects.Property;
import java.sql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.argument.internal.TypedValue;
import org.jdbi.v3.core.statement.Binding;
import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.internal.PreparedBinding;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what every statement of a Jdbi binds. Marked values that JDBI itself would bind as they are, are encrypted or
 * refused before the statement is sent. And JDBI keeps no object that prints a marked value: loggers, events and errors
 * print what it keeps.
 */
final class BindingGuard implements StatementCustomizer {

    @Override
    public void beforeBinding(PreparedStatement statement, StatementContext context) {
        Binding binding = context.getBinding();
        if (binding instanceof PreparedBinding) {
            return; // a batch, whose rows JDBI hasn't come to
        }
        List<Bound> objects = BoundObjects.of(binding);
        ParsedParameters parameters = context.getParsedSql().getParameters();
        if (concerns(binding, objects, parameters)) {
            replaceAll(binding, objects, parameters, context);
        }
    }

    private static boolean concerns(Binding binding, List<Bound> objects, ParsedParameters parameters) {
        if (BoundObjects.named(binding).values().stream().anyMatch(BindingGuard::isMarked)
                || BoundObjects.positionals(binding).values().stream().anyMatch(BindingGuard::isMarked)) {
            return true;
        }
        for (Bound bound : objects) {
            if (!SealedClass.of(bound.object().getClass()).isEmpty()) {
                return true;
            }
            for (String name : parameters.getParameterNames()) {
                if (name.indexOf('.') >= 0 && bound.property(name) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isMarked(@Nullable Object bound) {
        return bound instanceof SealedArgument
                || (bound instanceof TypedValue typed && EncryptionAnnotations.of(typed.getType()) != null);
    }

    /** Leaves nothing but arguments, each of which prints itself. */
    private static void replaceAll(
            Binding binding, List<Bound> objects, ParsedParameters parameters, StatementContext context) {
        Map<String, Argument> named = new LinkedHashMap<>();
        Map<Integer, Argument> positionals = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        if (parameters.isPositional()) {
            for (Integer position : BoundObjects.positionals(binding).keySet()) {
                positionals.put(position, positional(binding, position));
            }
            names.addAll(BoundObjects.named(binding).keySet());
        } else {
            names.addAll(parameters.getParameterNames());
        }
        for (String name : names) {
            named.put(name, argument(name, binding, objects, context));
        }
        Map<String, Argument> all = new LinkedHashMap<>(named);
        named.forEach((name, argument) -> keep(name, argument, all, context));
        positionals.values().forEach(argument -> keep("", argument, all, context));
        boolean unused = parameters.getParameterCount() == 0 && !binding.isEmpty();
        binding.clear();
        all.forEach(binding::addNamed);
        positionals.forEach(binding::addPositional);
        if (unused) {
            binding.addNamed("unused", (Object) Secret.MASK); // which JDBI may refuse, and print
        }
    }

    private static Argument argument(String name, Binding binding, List<Bound> objects, StatementContext context) {
        Argument found = BoundNames.find(context, name)
                .orElseThrow(() -> new StatementException("Nothing is bound as :" + name + ": " + context.getRawSql()));
        if (found instanceof SealedArgument || BoundObjects.named(binding).containsKey(name)) {
            return found;
        }
        for (Bound bound : objects) {
            Property property = bound.property(name);
            if (property != null) {
                return new SealedArgument(property.mark(), property.value());
            }
            if (!bound.byKotlin() && SealedClass.of(bound.object().getClass()).hasNameless()) {
                throw nameless(bound.object().getClass(), name);
            }
        }
        return found;
    }

    private static EncryptionException nameless(Class<?> type, String name) {
        return new EncryptionException("A constructor's parameter of " + type.getName()
                + " is @Encrypted, and its name was lost when the class was compiled, so that :" + name
                + " may be what it stands for: write @get:Encrypted, or compile with -java-parameters");
    }

    /** What a marked value needs of the same statement besides. */
    private static void keep(String own, Argument argument, Map<String, Argument> all, StatementContext context) {
        if (!(argument instanceof SealedArgument sealed)) {
            return;
        }
        for (String needed : sealed.needs(context)) {
            for (String candidate : BoundNames.candidates(needed, own)) {
                if (!all.containsKey(candidate)) {
                    BoundNames.find(context, candidate).ifPresent(found -> all.put(candidate, found));
                }
            }
        }
    }

    @SuppressWarnings("removal") // as in BoundNames
    private static Argument positional(Binding binding, int position) {
        return binding.findForPosition(position).orElseThrow();
    }

    /** A batch is refused here, before it is sent, where its objects have marked values that JDBI bound as they are. */
    @Override
    public void beforeExecution(PreparedStatement statement, StatementContext context) {
        if (context.getBinding() instanceof PreparedBinding row) {
            for (NamedArgumentFinder finder : row.realizedBackupArgumentFinders.get()) {
                Bound bound = BoundObjects.of(finder);
                if (bound != null) {
                    checkRow(finder, bound, row, context);
                }
            }
            BoundObjects.named(row).replaceAll((name, value) -> masked(value));
            BoundObjects.positionals(row).replaceAll((position, value) -> masked(value));
        }
    }

    private static void checkRow(
            NamedArgumentFinder finder, Bound bound, PreparedBinding row, StatementContext context) {
        for (String name : context.getParsedSql().getParameters().getParameterNames()) {
            if (BoundObjects.named(row).containsKey(name)) {
                continue;
            }
            Class<?> type = bound.object().getClass();
            Optional<Argument> argument = finder.find(name, context);
            if (argument.isEmpty() || argument.get() instanceof SealedArgument) {
                continue;
            }
            if (bound.property(name) != null) {
                throw new EncryptionException("The property that :" + name + " stands for, of " + type.getName()
                        + ", is marked as encrypted where a batch doesn't see it: annotate its getter as well, in Kotlin by"
                        + " @get:Encrypted");
            }
            if (!bound.byKotlin() && SealedClass.of(type).hasNameless()) {
                throw nameless(type, name);
            }
        }
    }

    private static @Nullable Object masked(@Nullable Object value) {
        return isMarked(value) ? Secret.MASK : value;
    }
}
