package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL of a feature in a transaction of its own, on another connection than that of the transaction under way. */
record BesideSql(Origin origin) implements FeatureSql {

    @Override
    public <R> R run(TransactionOptions options, Function<? super Handle, R> work) {
        return Transactions.beside(origin, options, tx -> work.apply(tx.handle()));
    }

    @Override
    public boolean isInTransaction() {
        return false;
    }

    @Override
    public @Nullable FeatureSql beside() {
        return null;
    }

    @Override
    public @Nullable Object tenantOrNull() {
        return origin.context().tenant();
    }

    @Override
    public boolean sees(String tenant) {
        return origin.context().sees(tenant);
    }
}
