package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.crypto.Decrypted;
import dev.holdfast.crypto.EncryptionException;
import dev.holdfast.jdbi.Encrypted;
import java.lang.annotation.Annotation;
import java.util.Optional;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.QualifiedColumnMapperFactory;
import org.jdbi.v3.core.qualifier.QualifiedType;

/** Makes the mappers of columns that are qualified as encrypted. */
final class OpeningMappers implements QualifiedColumnMapperFactory {

    @Override
    public Optional<ColumnMapper<?>> build(QualifiedType<?> type, ConfigRegistry config) {
        Annotation mark = EncryptionAnnotations.of(type);
        Class<?> wanted = GenericTypes.getErasedType(type.getType());
        if (mark == null || wanted == Optional.class) {
            return Optional.empty(); // JDBI unwraps an Optional and asks again
        }
        if (!(mark instanceof Encrypted encrypted)) {
            throw new EncryptionException(EncryptionAnnotations.text(mark)
                    + " is about what is read, and a hash has no way back: read the encrypted column");
        }
        if (wanted == Decrypted.class) {
            Class<?> value = GenericTypes.findGenericParameter(type.getType(), Decrypted.class)
                    .<Class<?>>map(GenericTypes::getErasedType)
                    .orElse(Object.class);
            return Optional.of(new OpenedColumn(encrypted, value, true));
        }
        return Optional.of(new OpenedColumn(encrypted, wanted, false));
    }
}
