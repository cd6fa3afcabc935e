package dev.holdfast.jdbi.internal.session;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jdbi.v3.core.Handle;

/** The handles whose transaction is Holdfast's to end. */
final class ManagedHandles {

    private static final Set<Handle> HANDLES =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private ManagedHandles() {}

    static boolean contains(Handle handle) {
        return HANDLES.contains(handle);
    }

    static void add(Handle handle) {
        HANDLES.add(handle);
    }

    static void remove(Handle handle) {
        HANDLES.remove(handle);
    }
}
