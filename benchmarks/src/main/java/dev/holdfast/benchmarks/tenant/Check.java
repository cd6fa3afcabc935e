package dev.holdfast.benchmarks.tenant;

import dev.holdfast.benchmarks.database.Superuser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Compares what a contender gives or writes with what is in the tables. A wrong answer ends the run. */
final class Check {

    /** More than it takes the driver to prepare a statement on the server, and the server to settle on a plan. */
    private static final int TIMES = 20;

    /** One read by a contender. */
    interface Read {
        Article read(UUID id) throws Exception;
    }

    private final Superuser unbound;

    Check(Superuser unbound) {
        this.unbound = unbound;
    }

    /** Refuses a contender that reads another row than the one asked for, or reads it wrongly. */
    void reads(String contender, Ids ids, Read read) throws Exception {
        for (int i = 0; i < TIMES; i++) {
            UUID id = ids.next();
            Article given = read.read(id);
            Article stored = stored("articles", id);
            if (!stored.equals(given)) {
                throw new IllegalStateException(contender + " read " + given + ", stored is " + stored);
            }
        }
    }

    /** Refuses a contender that leaves other rows than those that it was given. */
    void writes(String contender, Batch batch, InsertBenchmark.Write write) throws Exception {
        for (int i = 0; i < TIMES; i++) {
            empty();
            List<Article> articles = batch.next();
            write.write(articles);
            long count = count();
            if (count != articles.size()) {
                throw new IllegalStateException(contender + " wrote " + count + " rows of " + articles.size());
            }
            Article last = articles.get(articles.size() - 1);
            Article stored = stored("inbox", last.id());
            if (!stored.equals(last)) {
                throw new IllegalStateException(contender + " wrote " + stored + ", given was " + last);
            }
        }
        empty();
    }

    void empty() throws SQLException {
        unbound.run("truncate inbox");
    }

    private Article stored(String table, UUID id) throws SQLException {
        try (Connection connection = unbound.connection();
                PreparedStatement statement = connection.prepareStatement(
                        "select " + RawReads.COLUMNS + " from " + table + " where id = ?")) {
            statement.setObject(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return RawReads.onlyRow(rows);
            }
        }
    }

    long count() throws SQLException {
        return unbound.number("select count(*) from inbox");
    }
}
