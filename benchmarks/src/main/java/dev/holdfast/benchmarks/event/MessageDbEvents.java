package dev.holdfast.benchmarks.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.sql.Uuids;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Message DB's {@code write_message}, from its npm package, on its table in its schema. It takes one message: several are a select list of
 * calls, which PostgreSQL runs one behind the other.
 */
final class MessageDbEvents implements EventStoring {

    private static final String PACKAGE = "@eventide/message-db";
    private static final String VERSION = "1.3.1";
    private static final String TABLE = "message_store.messages";

    /** What its installation runs, in that order; without the role and its privileges, the views and the other functions that read. */
    private static final List<String> FILES = List.of(
            "schema/message-store",
            "tables/messages",
            "functions/hash-64",
            "functions/category",
            "functions/acquire-lock",
            "functions/stream-version",
            "functions/write-message",
            "indexes/messages-id",
            "indexes/messages-stream",
            "indexes/messages-category");

    private static final String CALL = "write_message(?, ?, ?, ?::jsonb, null, ?)";
    private static final String REFUSED = "P0001";

    private final HikariDataSource pool;

    MessageDbEvents(BenchmarkDatabase database) {
        this.pool = database.pool(Role.SUPERUSER, "&currentSchema=message_store");
    }

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    @Override
    public void create(EventTables as) throws SQLException {
        if (as.number("select count(*) from pg_class where oid = to_regclass('" + TABLE + "')") > 0) {
            return;
        }
        NpmPackage files = NpmPackage.of(PACKAGE, VERSION);
        StringBuilder commands = new StringBuilder();
        for (String file : FILES) {
            commands.append(files.text("database/" + file + ".sql")).append(";\n");
        }
        as.run(commands.toString());
    }

    @Override
    public String filling(EventFill fill) {
        return "insert into " + TABLE + " (id, stream_name, position, type, data) select id, '" + Ledger.CATEGORY
                + "-' || number, version - 1, " + Ledger.typeSql("version") + ", " + Ledger.jsonSql("version")
                + " from "
                + fill.rows() + " n order by id";
    }

    @Override
    public String reading() {
        return "select position + 1 as version, type, data from " + TABLE + " where stream_name = '" + Ledger.CATEGORY
                + "-' || ?::bigint order by position";
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) throws SQLException {
        String name = Ledger.CATEGORY + "-" + stream;
        try (Connection connection = pool.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select " + String.join(", ", Collections.nCopies(events.size(), CALL)))) {
                int parameter = 1;
                long position = version - 1; // its first is 0, and none is -1
                for (LedgerEvent event : events) {
                    statement.setString(parameter++, Uuids.v7().toString());
                    statement.setString(parameter++, name);
                    statement.setString(parameter++, Ledger.type(event));
                    statement.setString(parameter++, Ledger.json(event));
                    statement.setLong(parameter++, position++);
                }
                statement.executeQuery().close();
                return version;
            } catch (SQLException e) {
                if (!REFUSED.equals(e.getSQLState())) {
                    throw e;
                }
                return actual(connection, name);
            }
        }
    }

    private static long actual(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select stream_version(?) + 1")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
