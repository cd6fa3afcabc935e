package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.table.Schema;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Arguments;
import org.jdbi.v3.core.extension.Extensions;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Teaches a Jdbi what {@code @Encrypted} and {@code @BlindIndexed} mean. */
public final class EncryptedSqlObjects {

    private EncryptedSqlObjects() {}

    /**
     * Registers arguments, mappers and checks.
     *
     * @param schema by which SqlObjects are checked when they are attached; null where only a session will know
     */
    public static void register(Jdbi jdbi, @Nullable Schema schema) {
        jdbi.getConfig(Arguments.class).register(new SealingArguments());
        jdbi.getConfig(ColumnMappers.class).register(new OpeningMappers());
        jdbi.getConfig(Extensions.class).registerHandlerCustomizer(new AttachChecks(schema));
        jdbi.getConfig(SqlStatements.class).addCustomizer(new BindingGuard());
    }
}
