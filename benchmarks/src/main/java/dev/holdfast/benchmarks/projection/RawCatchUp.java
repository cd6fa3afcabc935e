package dev.holdfast.benchmarks.projection;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.jdbi.Jackson3Json;
import dev.holdfast.sql.JsonCodec;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The floor: JDBC alone, by a superuser, whom no policy binds. It reads the events of both tenants page by page, sums them in Java, and
 * writes one upsert a page with how far it is, in one execution. It parks nothing, and nobody could take over from it.
 */
final class RawCatchUp implements AutoCloseable {

    static final String TABLE = "sales_raw";

    private static final JsonCodec JSON = new Jackson3Json();
    private static final String PAGE = "select position, tenant_id, data from holdfast.events"
            + " where stream_no > 0 and position > ? order by position limit " + SalesCatchUp.BATCH;
    private static final String WRITE = "begin; "
            + Sales.adding(TABLE, "select * from unnest(?, ?, ?, ?) as n (tenant_id, article, sales, cents)")
            + "; update raw_checkpoints set position = ? where position = ?; commit";

    private final HikariDataSource pool;

    RawCatchUp(BenchmarkDatabase database) {
        this.pool = database.pool(Role.SUPERUSER);
    }

    static void create(SalesTables as) throws SQLException {
        as.run("create table if not exists raw_checkpoints (position bigint not null)");
    }

    static void setBack(SalesTables as) throws SQLException {
        as.run("truncate " + TABLE + ", raw_checkpoints", "insert into raw_checkpoints values (0)");
    }

    private record Key(long tenant, String article) {}

    /** From the first event to the last one; how many there were. */
    long run() throws SQLException {
        long events = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement page = connection.prepareStatement(PAGE);
                PreparedStatement write = connection.prepareStatement(WRITE)) {
            long at = 0;
            int found;
            do {
                Map<Key, Sum> sums = new HashMap<>();
                long from = at;
                found = 0;
                page.setLong(1, from);
                try (ResultSet rows = page.executeQuery()) {
                    while (rows.next()) {
                        found++;
                        at = rows.getLong(1);
                        Sold sold = (Sold) Objects.requireNonNull(JSON.read(rows.getString(3), Sold.class));
                        sums.computeIfAbsent(new Key(rows.getLong(2), sold.article()), none -> new Sum())
                                .add(sold.cents());
                    }
                }
                if (found > 0) {
                    write(connection, write, sums, from, at);
                }
                events += found;
            } while (found == SalesCatchUp.BATCH);
        }
        return events;
    }

    private static void write(Connection connection, PreparedStatement write, Map<Key, Sum> sums, long from, long to)
            throws SQLException {
        write.setArray(
                1,
                connection.createArrayOf(
                        "bigint", sums.keySet().stream().map(Key::tenant).toArray()));
        write.setArray(
                2,
                connection.createArrayOf(
                        "text", sums.keySet().stream().map(Key::article).toArray()));
        write.setArray(
                3,
                connection.createArrayOf(
                        "bigint", sums.values().stream().map(Sum::sales).toArray()));
        write.setArray(
                4,
                connection.createArrayOf(
                        "bigint", sums.values().stream().map(Sum::cents).toArray()));
        write.setLong(5, to);
        write.setLong(6, from);
        write.execute();
    }

    @Override
    public void close() {
        pool.close();
    }
}
