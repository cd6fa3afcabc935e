package dev.holdfast.benchmarks.event;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.benchmarks.AbsentContenderException;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.sql.Uuids;
import dev.holdfast.testkit.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Emmett's {@code emt_append_to_stream}, from its npm package, on its tables in a schema of their own. */
final class EmmettEvents implements EventStoring {

    private static final String PACKAGE = "@event-driven-io/emmett-postgresql";
    private static final String VERSION = "0.42.0";

    /** The whole schema of this version stands in its JavaScript as one text. */
    private static final Pattern SCHEMA = Pattern.compile("\\bschema_0_42_0 = \\w+`([^`]*)`");

    private static final String PARTITION = "emt:default";
    private static final String MESSAGES = "emmett.emt_messages_emt_default_active";
    private static final String STREAMS = "emmett.emt_streams_emt_default_active";

    private final HikariDataSource pool;

    EmmettEvents(BenchmarkDatabase database) {
        this.pool = database.pool(Role.SUPERUSER, "&currentSchema=emmett");
    }

    @Override
    public List<String> tables() {
        return List.of(MESSAGES, STREAMS);
    }

    @Override
    public void create(EventTables as) throws SQLException {
        if (as.number("select count(*) from pg_class where oid = to_regclass('" + MESSAGES + "')") > 0) {
            return;
        }
        String schema = schema(NpmPackage.of(PACKAGE, VERSION).text("dist/index.js"));
        as.run("create schema if not exists emmett");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(schema);
        }
    }

    /**
     * The SQL in the JavaScript.
     *
     * @throws AbsentContenderException if it isn't there as it is known
     */
    static String schema(String javaScript) {
        Matcher schema = SCHEMA.matcher(javaScript);
        if (!schema.find()
                || !schema.group(1).contains("FUNCTION emt_append_to_stream(")
                || schema.group(1).contains("${")
                || schema.group(1).contains("\\")) {
            throw new AbsentContenderException(
                    PACKAGE + "@" + VERSION + " doesn't have its schema as plain SQL in one text", null);
        }
        return schema.group(1);
    }

    @Override
    public String filling(EventFill fill) {
        return "insert into emmett.emt_streams (stream_id, stream_position, partition, stream_type, stream_metadata)"
                + " select '" + Ledger.CATEGORY + "-' || number, " + fill.versions() + ", '" + PARTITION + "', '"
                + Ledger.CATEGORY + "', '{}' from " + fill.streamRows() + " n;"
                + " insert into emmett.emt_messages (stream_id, stream_position, partition, transaction_id,"
                + " message_schema_version, message_id, message_type, message_data, message_metadata) select '"
                + Ledger.CATEGORY + "-' || number, version, '" + PARTITION + "', pg_current_xact_id(), '1', id, "
                + Ledger.typeSql("version") + ", " + Ledger.jsonSql("version") + ", '{}' from " + fill.rows()
                + " n order by id";
    }

    @Override
    public String reading() {
        return "select stream_position as version, message_type as type, message_data as data from emmett.emt_messages"
                + " where stream_id = '" + Ledger.CATEGORY + "-' || ?::bigint and partition = '" + PARTITION
                + "' order by stream_position";
    }

    @Override
    public long tryAppend(long stream, long version, List<LedgerEvent> events) throws SQLException {
        String name = Ledger.CATEGORY + "-" + stream;
        int count = events.size();
        Object[] ids = new Object[count];
        Object[] data = new Object[count];
        Object[] types = new Object[count];
        for (int i = 0; i < count; i++) {
            ids[i] = Uuids.v7().toString();
            data[i] = Ledger.json(events.get(i));
            types[i] = Ledger.type(events.get(i));
        }
        try (Connection connection = pool.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select success from emt_append_to_stream(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                statement.setArray(1, connection.createArrayOf("text", ids));
                statement.setArray(2, connection.createArrayOf("jsonb", data));
                statement.setArray(3, connection.createArrayOf("jsonb", repeated("{}", count)));
                statement.setArray(4, connection.createArrayOf("text", repeated("1", count)));
                statement.setArray(5, connection.createArrayOf("text", types));
                statement.setArray(6, connection.createArrayOf("text", repeated("E", count)));
                statement.setString(7, name);
                statement.setString(8, Ledger.CATEGORY);
                statement.setLong(9, version);
                statement.setString(10, PARTITION);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    if (rows.getBoolean(1)) {
                        return version;
                    }
                }
            }
            return actual(connection, name);
        }
    }

    private static Object[] repeated(String value, int count) {
        Object[] values = new Object[count];
        Arrays.fill(values, value);
        return values;
    }

    private static long actual(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select stream_position from emt_streams where stream_id = ? and partition = ? and not is_archived")) {
            statement.setString(1, name);
            statement.setString(2, PARTITION);
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
