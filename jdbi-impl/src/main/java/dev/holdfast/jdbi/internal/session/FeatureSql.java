package dev.holdfast.jdbi.internal.session;

import dev.holdfast.TransactionOptions;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How a feature runs SQL of its own for a session, besides the session's statements. Of the session's thread-safety. */
public interface FeatureSql {

    /**
     * Runs work in the session's transaction, or, in a session that has none, in one of its own.
     *
     * @param options for one of its own; not heeded in another one
     */
    <R> R run(TransactionOptions options, Function<? super Handle, R> work);

    /** Whether the work runs in a transaction that holds more than itself, and may be rolled back with that. */
    boolean isInTransaction();

    /** As this, but in a transaction of its own on another connection; null where a second one would be the same. */
    @Nullable
    FeatureSql beside();

    /** Of the session. */
    SessionSettings settings();

    /** The session's tenant; null where it has none. */
    default @Nullable Object tenantOrNull() {
        return settings().tenant();
    }

    /** Whether the session sees data of a tenant, given as text; empty for data of none. */
    default boolean sees(String tenant) {
        return settings().sees(tenant);
    }
}
