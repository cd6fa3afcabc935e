package dev.holdfast.benchmarks.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.TenantFrame;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * States of Holdfast's streams by the driver alone, as the application's role, in one round trip each: begin, tenant, the
 * queries, commit; the events by the same codec.
 */
final class RawEventReads implements AutoCloseable {

    private static final String STREAM = "(select stream_no from holdfast.streams where tenant_id = ? and category = '"
            + Ledger.CATEGORY + "' and stream_id = ?)";
    private static final String SNAPSHOT = " from holdfast.snapshots where tenant_id = ? and stream_no = " + STREAM
            + " and type = '" + HoldfastEvents.SNAPSHOT + "' and schema_version = 1";
    private static final String EVENTS =
            "select type, data::text from holdfast.events where tenant_id = ? and stream_no = " + STREAM;
    private static final String FOLD = TenantFrame.pipelinedReading(EVENTS + " order by version");
    private static final String LOAD = TenantFrame.pipelinedReading("select state::text" + SNAPSHOT + "; " + EVENTS
            + " and version > (select version" + SNAPSHOT + ") order by version");

    private final HikariDataSource pool;

    RawEventReads(BenchmarkDatabase database) {
        this.pool = database.pool(Role.APPLICATION);
    }

    /** The state by all events. */
    Balance fold(long stream) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(FOLD)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            bind(statement, 2, stream);
            statement.execute();
            next(statement);
            return fold(Balance.NONE, next(statement));
        }
    }

    /** The state by the snapshot and what is behind it. */
    Balance load(long stream) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(LOAD)) {
            statement.setString(1, TenantFrame.TENANT_TEXT);
            int at = bind(statement, 2, stream);
            at = bind(statement, at, stream);
            bind(statement, at, stream);
            statement.execute();
            next(statement);
            ResultSet snapshot = next(statement);
            snapshot.next();
            Balance balance = (Balance) Ledger.JSON.read(snapshot.getString(1), Balance.class);
            return fold(balance, next(statement));
        }
    }

    private static Balance fold(Balance start, ResultSet rows) throws SQLException {
        Balance balance = start;
        while (rows.next()) {
            balance = balance.after(Ledger.event(rows.getString(1), rows.getString(2)));
        }
        return balance;
    }

    private static ResultSet next(PreparedStatement statement) throws SQLException {
        statement.getMoreResults();
        return statement.getResultSet();
    }

    /** The tenant, and the stream by its tenant and id. */
    private static int bind(PreparedStatement statement, int first, long stream) throws SQLException {
        statement.setLong(first, BenchmarkDatabase.TENANT);
        statement.setLong(first + 1, BenchmarkDatabase.TENANT);
        statement.setString(first + 2, Long.toString(stream));
        return first + 3;
    }

    @Override
    public void close() {
        pool.close();
    }
}
