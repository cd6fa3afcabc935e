package dev.holdfast.testkit;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link PostgresTest} does. To choose the template in code, register it in a static field instead:
 * {@code @RegisterExtension static final PostgresExtension POSTGRES = PostgresExtension.from(MyTemplate.class);}
 * Thread-safe; test classes and methods may run concurrently.
 *
 * <p>Leaks are looked for after each test that ran alone on its database, and after the class where tests ran at the same
 * time, since a connection can't be told to belong to one of them.
 */
public final class PostgresExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    private final @Nullable Class<? extends DatabaseTemplate> template;

    /** Takes the template from the annotation, if there is one, else an empty database. */
    public PostgresExtension() {
        this.template = null;
    }

    private PostgresExtension(Class<? extends DatabaseTemplate> template) {
        this.template = template;
    }

    /** An extension whose databases are copies of the template. */
    public static PostgresExtension from(Class<? extends DatabaseTemplate> template) {
        return new PostgresExtension(Objects.requireNonNull(template, "template"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        databaseOf(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(this, databaseOf(context).begin());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ClassDatabase.Test test = context.getStore(NAMESPACE).remove(this, ClassDatabase.Test.class);
        if (test != null) {
            test.end(context.getDisplayName());
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return databaseOf(context).database();
    }

    /** One for each outermost class and template, whoever asks first. */
    @SuppressWarnings("NullAway") // the function never answers null
    private ClassDatabase databaseOf(ExtensionContext context) {
        Class<? extends DatabaseTemplate> wanted = template == null ? annotated(context) : template;
        ExtensionContext outermost = outermost(context);
        String label = outermost.getRequiredTestClass().getSimpleName();
        return outermost
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        wanted,
                        key -> new ClassDatabase(SharedServer.get().cloneOf(wanted, label), label),
                        ClassDatabase.class);
    }

    private static Class<? extends DatabaseTemplate> annotated(ExtensionContext context) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            Optional<PostgresTest> annotation = AnnotationSupport.findAnnotation(type, PostgresTest.class);
            if (annotation.isPresent()) {
                return annotation.get().template();
            }
        }
        return DatabaseTemplate.Empty.class;
    }

    private static ExtensionContext outermost(ExtensionContext context) {
        ExtensionContext outermost = context;
        for (Optional<ExtensionContext> parent = context.getParent();
                parent.isPresent() && parent.get().getTestClass().isPresent();
                parent = parent.get().getParent()) {
            outermost = parent.get();
        }
        return outermost;
    }
}
