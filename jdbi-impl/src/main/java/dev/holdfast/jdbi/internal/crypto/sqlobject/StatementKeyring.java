package dev.holdfast.jdbi.internal.crypto.sqlobject;

import dev.holdfast.jdbi.internal.value.CellOpener;
import dev.holdfast.jdbi.internal.value.Protector.ParameterProtector;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * The keys that a statement has met, for its further rows: a key that its transaction made is in no other memory. JDBI
 * makes one for each statement. Used by one thread.
 */
public final class StatementKeyring implements JdbiConfig<StatementKeyring> {

    private static final int MAX = 1000;

    private final Map<Sealing.Of, ParameterProtector> active = new HashMap<>();
    private final Map<Long, CellOpener> opening = new HashMap<>();

    /** For JDBI. */
    public StatementKeyring() {
        // empty
    }

    @Override
    public StatementKeyring createCopy() {
        return new StatementKeyring();
    }

    ParameterProtector active(Sealing.Of whose, Supplier<ParameterProtector> load) {
        return remembered(active, whose, load);
    }

    CellOpener opening(Long keyId, Supplier<CellOpener> load) {
        return remembered(opening, keyId, load);
    }

    private static <K, V> V remembered(Map<K, V> map, K key, Supplier<V> load) {
        V known = map.get(key);
        if (known == null) {
            known = load.get();
            if (map.size() < MAX) {
                map.put(key, known);
            }
        }
        return known;
    }
}
