package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Session;
import dev.holdfast.internal.Audience;
import dev.holdfast.jdbi.internal.value.Protector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session as its features see it. Of the session's thread-safety. */
public interface EngineSession extends Session {

    /** Whose rows it works on. */
    Audience audience();

    /** The tenant; null where it has none. */
    @Nullable
    Object tenantOrNull();

    /** Whether it is a transaction that somebody wants to end in a rollback. */
    boolean isRollbackOnly();

    /** What encrypts and decrypts for it. */
    Protector protector();

    /**
     * Runs work once what the session has sent is committed: at once where it is already, and behind a savepoint in a
     * transaction that somebody else ends, who won't tell.
     *
     * @param work given a session of the same kind
     * @param failed told what the work has thrown, which harms nobody else
     */
    void afterCommit(Consumer<? super EngineSession> work, Consumer<? super RuntimeException> failed);

    /**
     * Tells somebody once what the session has sent is committed, where that is known without a statement more: not in a
     * transaction that somebody else ends and won't tell of.
     *
     * @param told throws nothing
     */
    void whenCommitted(Runnable told);
}
