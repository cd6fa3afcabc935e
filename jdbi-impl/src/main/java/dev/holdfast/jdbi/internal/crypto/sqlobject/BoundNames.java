package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.table.AnyColumn;
import java.lang.annotation.Annotation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.statement.Binding;
import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.internal.PreparedBinding;
import org.jspecify.annotations.Nullable;

/** Finds what else a statement binds, by name, for a value at some position; in a batch within the same row. */
final class BoundNames {

    private final StatementContext context;
    private final Annotation mark;
    private final String own;

    BoundNames(StatementContext context, int position, Annotation mark) {
        this.context = context;
        this.mark = mark;
        ParsedParameters parameters = context.getParsedSql().getParameters();
        this.own =
                parameters.isPositional() ? "" : parameters.getParameterNames().get(position - 1);
    }

    /** The text of what is bound under a name, as PostgreSQL gives it for the column. */
    String text(String name, AnyColumn<?> column) {
        for (String candidate : candidates(name, own)) {
            Optional<Argument> found = find(context, candidate);
            if (found.isPresent()) {
                Object value = CapturedValue.of(found.get(), context);
                if (value == null) {
                    throw missing(name, "is null");
                }
                return KeyText.of(value, column, EncryptionAnnotations.text(mark));
            }
        }
        throw missing(name, "isn't bound by the statement");
    }

    private EncryptionException missing(String name, String what) {
        return new EncryptionException(
                "The value at :" + own + ", " + EncryptionAnnotations.text(mark) + ", is encrypted for its row, and '"
                        + name + "' " + what + ": bind it in the same statement, before PostgreSQL gets it");
    }

    /** The names under which it may be bound: beside the value itself first. */
    static Set<String> candidates(String name, String own) {
        Set<String> names = new LinkedHashSet<>();
        String prefix = own;
        while (prefix.contains(".")) {
            prefix = prefix.substring(0, prefix.lastIndexOf('.'));
            names.add(prefix + "." + name);
            names.add(prefix + "." + Spellings.camel(name));
            names.add(prefix + "." + Spellings.snake(name));
        }
        names.addAll(List.of(name, Spellings.camel(name), Spellings.snake(name)));
        return names;
    }

    /** What a statement binds under a name, as an argument. */
    static Optional<Argument> find(StatementContext context, String name) {
        Binding binding = context.getBinding();
        if (BoundObjects.named(binding).get(name) instanceof Argument argument) {
            return Optional.of(argument);
        }
        Optional<Argument> found = found(binding, name, context);
        if (found.isEmpty() && binding instanceof PreparedBinding row) {
            for (NamedArgumentFinder finder : row.realizedBackupArgumentFinders.get()) {
                Optional<Argument> argument = finder.find(name, context);
                if (argument.isPresent()) {
                    return argument;
                }
            }
        }
        return found;
    }

    @SuppressWarnings("removal") // JDBI offers no other way, and the value is bound by whoever binds it
    private static Optional<Argument> found(@Nullable Binding binding, String name, StatementContext context) {
        return binding == null ? Optional.empty() : binding.findForName(name, context);
    }
}
