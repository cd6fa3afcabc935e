package dev.holdfast.jdbi.internal.crypto;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opened data keys, by id and by owner, for a bounded time; the least recently used go first where there are too many.
 * Thread-safe.
 */
final class KeyCache {

    private record Entry(OpenKey key, long since) {}

    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final long lifeNanos;
    private final Map<Object, Entry> entries;
    private long generation;

    KeyCache(Duration life, int count) {
        this.lifeNanos = life.toNanos();
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, KeyCache.Entry> eldest) {
                return size() > 2L * count; // a key may stand under its id and its owner
            }
        };
    }

    @Nullable
    OpenKey byId(long id) {
        return find(id);
    }

    @Nullable
    OpenKey active(Owner owner) {
        return find(owner);
    }

    private synchronized @Nullable OpenKey find(Object name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        if (System.nanoTime() - entry.since() >= lifeOf(entry.key())) {
            entries.remove(name);
            return null;
        }
        return entry.key();
    }

    /** A keyring that is far away may just have been out of reach: it is asked again soon, but not for every value. */
    private long lifeOf(OpenKey key) {
        return key.isClosed() ? Math.min(RETRY_NANOS, lifeNanos) : lifeNanos;
    }

    /** To be asked before keys are read, and given back with them: what was forgotten meanwhile isn't kept. */
    synchronized long generation() {
        return generation;
    }

    /**
     * Keeps a key by its id, and as its owner's active one where it is that.
     *
     * @param since when its state was read, by {@link System#nanoTime()}
     */
    synchronized void keep(OpenKey key, @Nullable Owner activeOf, long since, long asOf) {
        if (asOf != generation) {
            return;
        }
        entries.put(key.id(), new Entry(key, since));
        if (activeOf != null) {
            entries.put(activeOf, new Entry(key, since));
        }
    }

    synchronized void forgetAll() {
        generation++;
        entries.clear();
    }
}
