package dev.holdfast.benchmarks.tenant;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** All ids of the tenant's articles in an order that is random and the same for every contender. One thread's. */
final class Ids {

    private static final long SEED = 20260101;

    private final UUID[] ids;
    private int next;

    private Ids(UUID[] ids) {
        this.ids = ids;
    }

    static Ids load(Superuser unbound) throws SQLException {
        List<UUID> ids =
                unbound.ids("select id from articles where tenant_id = " + BenchmarkDatabase.TENANT + " order by id");
        Collections.shuffle(ids, new Random(SEED));
        return new Ids(ids.toArray(UUID[]::new));
    }

    UUID next() {
        UUID id = ids[next];
        next = next + 1 == ids.length ? 0 : next + 1;
        return id;
    }
}
