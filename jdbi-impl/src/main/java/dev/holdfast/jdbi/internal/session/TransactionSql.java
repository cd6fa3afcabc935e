package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * SQL of a feature within a transaction.
 *
 * @param handle over the transaction's connection
 * @param beside null where a second connection would be the same one
 */
record TransactionSql(
        SessionSettings settings,
        Supplier<Handle> handle,
        @Nullable FeatureSql beside) implements FeatureSql {

    @Override
    public <R> R run(TransactionOptions options, Function<? super Handle, R> work) {
        return work.apply(handle.get());
    }

    @Override
    public boolean isInTransaction() {
        return true;
    }
}
