package dev.holdfast.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;

/** All ids of the tenant's articles in an order that is random and the same for every contender. One thread's. */
final class Ids {

    private static final long SEED = 20260101;

    private final UUID[] ids;
    private int next;

    private Ids(UUID[] ids) {
        this.ids = ids;
    }

    static Ids load(DataSource unbound) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Connection connection = unbound.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select id from articles where tenant_id = " + BenchmarkDatabase.TENANT + " order by id")) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        Collections.shuffle(ids, new Random(SEED));
        return new Ids(ids.toArray(UUID[]::new));
    }

    UUID next() {
        UUID id = ids[next];
        next = next + 1 == ids.length ? 0 : next + 1;
        return id;
    }
}
