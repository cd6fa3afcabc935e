package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.JdbiScope;
import dev.holdfast.jdbi.internal.value.Bound;

/** A scope as its features see it. Thread-safe. */
public interface ScopeSession extends JdbiScope, EngineSession {

    /** Whether somebody else's transaction is under way, which its statements join. */
    boolean isSurrounded();

    /**
     * Whether a statement of it, sent now by this thread, would be a transaction of its own.
     *
     * @throws dev.holdfast.error.TransactionMisuseException inside a transaction of this thread
     */
    boolean isStandalone();

    /** Who acts, why and on which request. */
    Bound.Told told();

    /** A scope of the same connections that has no tenant. */
    ScopeSession withoutTenant();
}
