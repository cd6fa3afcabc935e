package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.table.Schema;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.extension.AttachedExtensionHandler;
import org.jdbi.v3.core.extension.ExtensionHandler;
import org.jdbi.v3.core.extension.ExtensionHandlerCustomizer;
import org.jdbi.v3.core.extension.HandleSupplier;
import org.jdbi.v3.core.extension.annotation.UseExtensionHandler;
import org.jdbi.v3.sqlobject.SingleValue;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jspecify.annotations.Nullable;

/**
 * Checks the marks of each method when its SqlObject is attached, and hides marked parameters from whatever prints a
 * statement's values. Immutable and thread-safe.
 */
final class AttachChecks implements ExtensionHandlerCustomizer {

    private final @Nullable Schema schema;

    AttachChecks(@Nullable Schema schema) {
        this.schema = schema;
    }

    @Override
    public ExtensionHandler customize(ExtensionHandler handler, Class<?> type, Method method) {
        if (!isStatement(method)) {
            return handler;
        }
        new MarkedMethod(schema, type, method).check();
        boolean[] marked = new boolean[method.getParameterCount()];
        boolean[] rows = new boolean[marked.length];
        boolean any = false;
        for (int i = 0; i < marked.length; i++) {
            marked[i] = EncryptionAnnotations.on(method.getParameters()[i]) != null;
            rows[i] = method.isAnnotationPresent(SqlBatch.class)
                    && !method.getParameters()[i].isAnnotationPresent(SingleValue.class);
            any |= marked[i];
        }
        return any ? hiding(handler, marked, rows) : handler;
    }

    private static boolean isStatement(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            if (annotation.annotationType().isAnnotationPresent(UseExtensionHandler.class)) {
                return true;
            }
        }
        return false;
    }

    private static ExtensionHandler hiding(ExtensionHandler handler, boolean[] marked, boolean[] rows) {
        return (config, target) -> {
            AttachedExtensionHandler attached = handler.attachTo(config, target);
            return new AttachedExtensionHandler() {
                @Override
                public @Nullable Object invoke(HandleSupplier handle, @Nullable Object... args) throws Exception {
                    @Nullable Object[] hidden = args.clone();
                    for (int i = 0; i < marked.length; i++) {
                        if (marked[i]) {
                            hidden[i] = rows[i] ? Secret.ofRows(args[i]) : Secret.of(args[i]);
                        }
                    }
                    return attached.invoke(handle, hidden);
                }

                @Override
                public void warm(ConfigRegistry methodConfig) {
                    attached.warm(methodConfig);
                }
            };
        };
    }
}
