package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.testkit.Role;
import org.jspecify.annotations.Nullable;

/** One Holdfast that coalesces appends, for all threads: by itself a thread has nobody to go along with. */
final class CoalescedEvents {

    /** As many as there are threads, at most: how many of them it has in use is what coalescing is about. */
    private static final int CONNECTIONS = 16;

    private static @Nullable HoldfastEvents all;
    private static int users;

    private CoalescedEvents() {}

    /** A thread's; the last one that is closed closes the connections. */
    static synchronized HoldfastEvents open(BenchmarkDatabase database) {
        HoldfastEvents known = all;
        if (known == null) {
            known = new HoldfastEvents(
                    database.pool(Role.APPLICATION, CONNECTIONS), Ledger.SETTINGS.coalesceAppends(true));
            all = known;
        }
        users++;
        return known.shared();
    }

    static synchronized void close() {
        if (--users == 0 && all != null) {
            all.close();
            all = null;
        }
    }
}
