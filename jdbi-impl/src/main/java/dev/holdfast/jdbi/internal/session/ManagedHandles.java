package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import dev.holdfast.jdbi.internal.crypto.Ciphers;
import dev.holdfast.jdbi.internal.crypto.KeyAccess;
import dev.holdfast.jdbi.internal.deletion.Reach;
import java.sql.Connection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The handles whose transaction is Holdfast's to end, and that transaction. */
public final class ManagedHandles {

    /**
     * A transaction, whose rows it sees, and by what it encrypts.
     *
     * @param tenant null where the session has none
     * @param ciphers null where encryption isn't set up
     */
    public record Managed(
            Transaction transaction,
            Reach reach,
            @Nullable Object tenant,
            @Nullable Ciphers ciphers,
            KeyAccess keys) {}

    private static final Map<Handle, Managed> TRANSACTIONS = Collections.synchronizedMap(new WeakHashMap<>());

    /** The same by their connections, which is what JDBI tells a statement's arguments and mappers. */
    private static final Map<Connection, Managed> CONNECTIONS = Collections.synchronizedMap(new IdentityHashMap<>());

    private ManagedHandles() {}

    /** The transaction under way on a handle; null where a session of Holdfast didn't give it out. */
    public static @Nullable Managed find(Handle handle) {
        return TRANSACTIONS.get(handle);
    }

    /** The transaction under way on a managed handle's connection; null where there is none. */
    public static @Nullable Managed find(Connection connection) {
        return CONNECTIONS.get(connection);
    }

    static boolean contains(Handle handle) {
        return TRANSACTIONS.containsKey(handle);
    }

    static void add(Handle handle, Managed managed) {
        TRANSACTIONS.put(handle, managed);
        CONNECTIONS.put(handle.getConnection(), managed);
    }

    static void remove(Handle handle, Connection connection) {
        TRANSACTIONS.remove(handle);
        CONNECTIONS.remove(connection);
    }
}
