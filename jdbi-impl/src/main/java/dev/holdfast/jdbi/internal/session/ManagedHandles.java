package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import java.sql.Connection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The handles whose transaction is Holdfast's to end, and that transaction. */
public final class ManagedHandles {

    /** A transaction as the features see it that are behind SqlObjects. */
    public interface ManagedTransaction extends Transaction, EngineSession {

        /**
         * Drops what waits for the commit: some of it may be about what was undone. To be called once a savepoint was rolled
         * back by the handle, which this doesn't see.
         */
        void forget();
    }

    private static final Map<Handle, ManagedTransaction> TRANSACTIONS =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** The same by their connections, which is what JDBI tells a statement's arguments and mappers. */
    private static final Map<Connection, ManagedTransaction> CONNECTIONS =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private ManagedHandles() {}

    /** The transaction under way on a handle; null where a session of Holdfast didn't give it out. */
    public static @Nullable ManagedTransaction find(Handle handle) {
        return TRANSACTIONS.get(handle);
    }

    /** The transaction under way on a managed handle's connection; null where there is none. */
    public static @Nullable ManagedTransaction find(Connection connection) {
        return CONNECTIONS.get(connection);
    }

    static boolean contains(Handle handle) {
        return TRANSACTIONS.containsKey(handle);
    }

    /**
     * Adds a transaction until it ends. One that had the handle before, which another Holdfast has joined, has it again
     * afterwards.
     */
    static Entry add(Handle handle, ManagedTransaction managed) {
        Connection connection = handle.getConnection();
        return new Entry(handle, connection, TRANSACTIONS.put(handle, managed), CONNECTIONS.put(connection, managed));
    }

    /** A handle's entry, and what was there before it. */
    record Entry(
            Handle handle,
            Connection connection,
            @Nullable ManagedTransaction ofHandle,
            @Nullable ManagedTransaction ofConnection) {

        void end() {
            restore(TRANSACTIONS, handle, ofHandle);
            restore(CONNECTIONS, connection, ofConnection);
        }

        private static <K> void restore(Map<K, ManagedTransaction> map, K key, @Nullable ManagedTransaction before) {
            if (before == null) {
                map.remove(key);
            } else {
                map.put(key, before);
            }
        }
    }
}
