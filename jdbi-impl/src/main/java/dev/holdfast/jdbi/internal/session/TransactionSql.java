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

    /** Whose SQL a thread runs, for who listens: the handle may be one that no session has given out. */
    private static final ThreadLocal<@Nullable SessionSettings> RUNNING = new ThreadLocal<>();

    static @Nullable Object tenantOfRunning() {
        SessionSettings running = RUNNING.get();
        return running == null ? null : running.tenant();
    }

    @Override
    public <R> R run(TransactionOptions options, Function<? super Handle, R> work) {
        SessionSettings outer = RUNNING.get();
        RUNNING.set(settings);
        try {
            return work.apply(handle.get());
        } finally {
            RUNNING.set(outer);
        }
    }

    @Override
    public boolean isInTransaction() {
        return true;
    }
}
