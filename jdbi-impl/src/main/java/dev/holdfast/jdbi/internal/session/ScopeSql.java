package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** SQL of a feature for a scope: in a transaction of its own, before or after the statement that needs it. */
record ScopeSql(Origin origin) implements FeatureSql {

    @Override
    public <R> R run(TransactionOptions options, Function<? super Handle, R> work) {
        boolean joins = origin.engine().connections().isSurrounded();
        return Transactions.run(origin, joins ? TransactionOptions.defaults() : options, tx -> work.apply(tx.handle()));
    }

    /**
     * Not a scope's: one that it joins has a {@link FeatureSql} of its own for its statements, and of what is read here only
     * rows are remembered that PostgreSQL calls settled.
     */
    @Override
    public boolean isInTransaction() {
        return false;
    }

    @Override
    public @Nullable FeatureSql beside() {
        return null;
    }

    @Override
    public SessionSettings settings() {
        return origin.settings();
    }
}
