package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import dev.holdfast.jdbi.internal.deletion.Reach;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The handles whose transaction is Holdfast's to end, and that transaction. */
public final class ManagedHandles {

    /** A transaction, and whose rows it sees. */
    public record Managed(Transaction transaction, Reach reach) {}

    private static final Map<Handle, Managed> TRANSACTIONS = Collections.synchronizedMap(new WeakHashMap<>());

    private ManagedHandles() {}

    /** The transaction under way on a handle; null where a session of Holdfast didn't give it out. */
    public static @Nullable Managed find(Handle handle) {
        return TRANSACTIONS.get(handle);
    }

    static boolean contains(Handle handle) {
        return TRANSACTIONS.containsKey(handle);
    }

    static void add(Handle handle, Transaction transaction, Reach reach) {
        TRANSACTIONS.put(handle, new Managed(transaction, reach));
    }

    static void remove(Handle handle) {
        TRANSACTIONS.remove(handle);
    }
}
