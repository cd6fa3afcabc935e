package dev.holdfast.jdbi.internal.session;

import dev.holdfast.jdbi.JdbiScope;

/** A scope as its features see it. Thread-safe. */
public interface ScopeSession extends JdbiScope, EngineSession {

    /** Whether somebody else's transaction is under way, which its statements join. */
    boolean isSurrounded();
}
