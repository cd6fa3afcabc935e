package dev.holdfast.testkit.internal;

import dev.holdfast.testkit.Role;
import java.util.Map;

/** A server that answers. Thread-safe, except that nobody should be connecting while it is stopped or restarted. */
public interface RunningPostgres extends AutoCloseable {
    /** How each role reaches it; {@link Role#OWNER} and {@link Role#APPLICATION} are always there. */
    Map<Role, Endpoint> endpoints();

    /** A database to be connected to while others are created and dropped. */
    String maintenanceDatabase();

    /** Whether databases are still there after {@link #close()}, so that they have to be dropped one by one. */
    boolean outlivesTheRun();

    /** Whether {@link #stopImmediately()} and {@link #restart()} work. */
    default boolean restartable() {
        return false;
    }

    /** Stops as in a crash: no checkpoint, clients cut off. */
    default void stopImmediately() {
        throw new UnsupportedOperationException();
    }

    /** Stops as in a crash if it runs, and starts on the same data and port. */
    default void restart() {
        throw new UnsupportedOperationException();
    }

    @Override
    void close();
}
