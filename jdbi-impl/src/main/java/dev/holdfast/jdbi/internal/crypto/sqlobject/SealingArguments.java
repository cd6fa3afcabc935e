package dev.holdfast.jdbi.internal.crypto.sqlobject;

import java.lang.annotation.Annotation;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.QualifiedArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.qualifier.QualifiedType;
import org.jspecify.annotations.Nullable;

/** Makes the arguments of values that are qualified as encrypted or hashed. */
final class SealingArguments implements QualifiedArgumentFactory.Preparable {

    @Override
    public Optional<Argument> build(QualifiedType<?> type, @Nullable Object value, ConfigRegistry config) {
        Annotation mark = EncryptionAnnotations.of(type);
        return mark == null ? Optional.empty() : Optional.of(new SealedArgument(mark, value));
    }

    @Override
    public Optional<Function<Object, Argument>> prepare(QualifiedType<?> type, ConfigRegistry config) {
        Annotation mark = EncryptionAnnotations.of(type);
        return mark == null ? Optional.empty() : Optional.of(value -> new SealedArgument(mark, value));
    }
}
