package dev.holdfast.jdbi.internal.history.sqlobject;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.StatementException;
import dev.holdfast.history.SnapshotToken;
import dev.holdfast.jdbi.AsOf;
import dev.holdfast.sql.Moment;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.sqlobject.customizer.SqlStatementCustomizerFactory;
import org.jdbi.v3.sqlobject.customizer.SqlStatementCustomizingAnnotation;
import org.jdbi.v3.sqlobject.customizer.SqlStatementParameterCustomizer;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What {@link AsOf} does. JDBI makes it. */
public final class AsOfParameter implements SqlStatementCustomizerFactory {

    @Override
    public SqlStatementParameterCustomizer createForParameter(
            Annotation annotation, Class<?> type, Method method, Parameter parameter, int index, Type declared) {
        AsOf mark = (AsOf) annotation;
        String place = "@AsOf on parameter " + index + " of " + type.getName() + "." + method.getName() + "(…) ";
        refuse(
                !method.isAnnotationPresent(SqlQuery.class) && !method.isAnnotationPresent(SqlUpdate.class),
                () -> place + "belongs to no query: use it with @SqlQuery or @SqlUpdate");
        refuse(
                declared != Instant.class && declared != SnapshotToken.class,
                () -> place + "is a " + declared.getTypeName() + ": make it an Instant or a SnapshotToken");
        refuse(
                mark.value().isEmpty() && !parameter.isNamePresent(),
                () -> place
                        + "has no name, and the parameter's own was lost when it was compiled: write @AsOf(\"at\")");
        for (Annotation other : parameter.getAnnotations()) {
            refuse(
                    !(other instanceof AsOf) && isCustomizing(other),
                    () -> place + "stands beside @" + other.annotationType().getSimpleName()
                            + ", and binds by itself: leave that out");
        }
        String name = mark.value().isEmpty() ? parameter.getName() : mark.value();
        MomentUse use = new MomentUse(
                name, declared == Instant.class ? "_as_of" : "_as_of_token", Set.copyOf(List.of(mark.withCurrent())));
        return (statement, moment) -> bind(statement, use, moment);
    }

    private static boolean isCustomizing(Annotation annotation) {
        return annotation.annotationType().isAnnotationPresent(SqlStatementCustomizingAnnotation.class);
    }

    private static void refuse(boolean wrong, Supplier<String> message) {
        if (wrong) {
            throw new StatementException(message.get());
        }
    }

    private static void bind(SqlStatement<?> statement, MomentUse use, @Nullable Object moment) {
        if (moment == null) {
            throw new InvalidValueException(
                    "@AsOf(\"" + use.parameter() + "\")", "was given null", "give the moment, or query without it");
        }
        if (moment instanceof Instant time) {
            Moment.at(time); // refuses what the DSL refuses
            statement.bind(use.parameter(), time);
        } else {
            statement.bind(use.parameter(), moment.toString());
        }
        statement.addCustomizer(use);
    }
}
