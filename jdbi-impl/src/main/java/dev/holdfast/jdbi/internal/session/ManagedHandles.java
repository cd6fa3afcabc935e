package dev.holdfast.jdbi.internal.session;

import dev.holdfast.Transaction;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The handles whose transaction is Holdfast's to end, and that transaction. */
public final class ManagedHandles {

    private static final Map<Handle, Transaction> TRANSACTIONS = Collections.synchronizedMap(new WeakHashMap<>());

    private ManagedHandles() {}

    /** The transaction under way on a handle; null where a session of Holdfast didn't give it out. */
    public static @Nullable Transaction transactionOf(Handle handle) {
        return TRANSACTIONS.get(handle);
    }

    static boolean contains(Handle handle) {
        return TRANSACTIONS.containsKey(handle);
    }

    static void add(Handle handle, Transaction transaction) {
        TRANSACTIONS.put(handle, transaction);
    }

    static void remove(Handle handle) {
        TRANSACTIONS.remove(handle);
    }
}
