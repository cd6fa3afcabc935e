package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Isolation;
import dev.holdfast.Session;
import dev.holdfast.TransactionOptions;
import dev.holdfast.error.DatabaseException;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.AuthorDao;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.query.PlainStatement;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The settings travel with the statement, whatever its parameters and the driver's mode. */
@PostgresTest(template = Press.class)
@Order(1) // takes longest
class PreambleTest {

    private static final int RUNS = 10;
    private static final OrderedExpression<@Nullable String> SETTING =
            PlainSql.expression(SqlTypes.TEXT, "setting", "current_setting('holdfast.tenant_id', true)");

    private final TestDatabase database;

    PreambleTest(TestDatabase database) {
        this.database = database;
    }

    static List<Mode> modes() {
        List<Mode> modes = new ArrayList<>();
        for (String parameter : new String[] {
            "",
            "stringtype=unspecified",
            "preferQueryMode=simple",
            "autosave=always",
            "prepareThreshold=0",
            "defaultRowFetchSize=2"
        }) {
            modes.add(new Mode(true, parameter));
            modes.add(new Mode(false, parameter));
        }
        for (String parameter : new String[] {
            "preferQueryMode=extendedForPrepared", "autosave=conservative", "prepareThreshold=1", "binaryTransfer=false"
        }) {
            modes.add(new Mode(true, parameter));
        }
        return modes;
    }

    record Mode(boolean autoCommit, String parameter) {
        @Override
        public String toString() {
            return "autoCommit=" + autoCommit + (parameter.isEmpty() ? "" : "&" + parameter);
        }
    }

    private static final Map<AnyColumn<?>, Object> VALUES = values();

    private static Map<AnyColumn<?>, Object> values() {
        Map<AnyColumn<?>, Object> values = new LinkedHashMap<>();
        values.put(SAMPLES.uuid, UUID.fromString("00000000-0000-0000-0000-00000000002a"));
        values.put(SAMPLES.smallint, (short) -7);
        values.put(SAMPLES.integer, 42);
        values.put(SAMPLES.bigint, Long.MAX_VALUE);
        values.put(SAMPLES.text, "O'Neill \\ \"q\" ; -- \u00e9\ud83d\ude00 ?");
        values.put(SAMPLES.varchar, "short");
        values.put(SAMPLES.bool, true);
        values.put(SAMPLES.timestamptz, Instant.parse("2024-03-31T01:30:00.123456Z"));
        values.put(SAMPLES.timestamp, LocalDateTime.parse("2024-03-31T02:30:00.5"));
        values.put(SAMPLES.date, LocalDate.parse("1582-10-10"));
        values.put(SAMPLES.time, LocalTime.parse("23:59:59.999999"));
        values.put(SAMPLES.interval, new Interval(14, -3, 1_500_000));
        values.put(SAMPLES.numeric, new BigDecimal("123456789.125"));
        values.put(SAMPLES.real, 1.5f);
        values.put(SAMPLES.doublePrecision, Math.PI);
        values.put(SAMPLES.bytea, new byte[] {0, 1, -1, 92, 39});
        values.put(SAMPLES.jsonb, new Layout("dark \\ 'x'", List.of(1, 2)));
        values.put(SAMPLES.pgEnum, Mood.GLAD);
        values.put(SAMPLES.enumText, Mood.SAD);
        values.put(SAMPLES.inet, Inet.of("2001:db8::/32"));
        values.put(SAMPLES.integers, List.of(1, 2, 3));
        values.put(SAMPLES.instants, List.of(Instant.EPOCH));
        values.put(SAMPLES.moods, List.of(Mood.SAD, Mood.GLAD));
        values.put(SAMPLES.link, URI.create("https://example.org/?a='b'"));
        return values;
    }

    @BeforeEach
    void oneSampleEach() {
        Sql.run(database.acrossTenantsDataSource(), "delete from samples");
        Sql.run(database.acrossTenantsDataSource(), "insert into samples (tenant_id) values (1), (2)");
    }

    private interface OnOneConnection {
        void run(JdbiHoldfast holdfast, Connection connection) throws Exception;
    }

    private void on(Mode mode, OnOneConnection work) throws Exception {
        String url = database.url(Role.APPLICATION) + (mode.parameter().isEmpty() ? "" : "&" + mode.parameter());
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(mode.autoCommit());
            work.run(Press.holdfast(database, new SingleConnectionDataSource(connection, true)), connection);
            idle(connection);
        }
    }

    private static void idle(Connection connection) throws Exception {
        assertThat(connection.unwrap(BaseConnection.class).getTransactionState())
                .isEqualTo(TransactionState.IDLE);
    }

    @SuppressWarnings("unchecked") // the value is one of the column's
    private static void writeAndRead(Session session, long tenant, AnyColumn<?> any, @Nullable Object value) {
        AnyColumn<@Nullable Object> column = (AnyColumn<@Nullable Object>) any;
        String what = column + " = " + value + " of tenant " + tenant;
        assertThat(session.update(SAMPLES).set(column, value).everyRow().execute())
                .as(what)
                .isOne();
        Row row = session.from(SAMPLES)
                .select(SAMPLES.tenantId, column, SETTING)
                .where(PlainSql.condition(
                        "{0} is not distinct from {1}",
                        column, PlainSql.value((SqlType<Object>) (SqlType<?>) column.type(), value)))
                .one();
        assertThat(row.get(SAMPLES.tenantId)).as(what).isEqualTo(tenant);
        assertThat(row.get(SETTING)).as(what).isEqualTo(String.valueOf(tenant));
        assertThat(row.get(column)).as(what).isEqualTo(value);
        List<Row> written = session.update(SAMPLES)
                .set(column, value)
                .everyRow()
                .returning(SAMPLES.tenantId, column)
                .list();
        assertThat(written).as(what).hasSize(1);
        assertThat(written.get(0).get(SAMPLES.tenantId)).as(what).isEqualTo(tenant);
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("modes")
    @DisplayName("J-26 every column type and its null, ten runs each on one connection: always the tenant's row")
    void everyType(Mode mode) throws Exception {
        on(mode, (holdfast, connection) -> {
            for (Map.Entry<AnyColumn<?>, Object> entry : VALUES.entrySet()) {
                for (int run = 0; run < RUNS; run++) {
                    for (long tenant : new long[] {A, B}) {
                        writeAndRead(holdfast.tenant(tenant), tenant, entry.getKey(), entry.getValue());
                        writeAndRead(holdfast.tenant(tenant), tenant, entry.getKey(), null);
                        idle(connection);
                    }
                }
            }
        });
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("modes")
    @DisplayName("J-26 the same inside a transaction and behind a savepoint, with nothing open afterwards")
    void inATransaction(Mode mode) throws Exception {
        TransactionOptions options = TransactionOptions.defaults().isolation(Isolation.REPEATABLE_READ);
        on(mode, (holdfast, connection) -> {
            for (int run = 0; run < RUNS / 2; run++) { // each a value and a null, so ten runs of a statement
                for (long tenant : new long[] {A, B}) {
                    JdbiTenantScope scope = holdfast.tenant(tenant);
                    VALUES.forEach((column, value) -> scope.useTransaction(tx -> {
                        writeAndRead(tx, tenant, column, value);
                        tx.useTransaction(inner -> writeAndRead(inner, tenant, column, null));
                        assertThat(tx.attach(AuthorDao.class).setting()).isEqualTo(String.valueOf(tenant));
                    }));
                    idle(connection);
                    assertThat(scope.<Row>inTransaction(options, tx -> tx.from(SAMPLES)
                                            .select(SAMPLES.tenantId, SETTING)
                                            .one())
                                    .get(SETTING))
                            .isEqualTo(String.valueOf(tenant));
                }
            }
        });
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("modes")
    @DisplayName("J-26 an error in the second half is rolled back at once, and the connection goes on")
    void errorInTheSecondHalf(Mode mode) throws Exception {
        on(mode, (holdfast, connection) -> {
            for (int run = 0; run < RUNS; run++) {
                for (long tenant : new long[] {A, B}) {
                    JdbiTenantScope scope = holdfast.tenant(tenant);
                    assertThatThrownBy(() -> scope.execute(
                                    PlainStatement.of("update samples set an_integer = 1 / {0}, a_text = {1}", 0, "x")))
                            .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.sqlState())
                                    .isEqualTo("22012"));
                    idle(connection);
                    assertThatThrownBy(() -> scope.from(SAMPLES)
                                    .where(PlainSql.condition("1 / {0} = 1", 0))
                                    .list())
                            .isInstanceOf(DatabaseException.class);
                    idle(connection);
                    assertThatThrownBy(() -> scope.from(SAMPLES)
                                    .map(row -> {
                                        throw new IllegalStateException("mapper");
                                    })
                                    .list())
                            .isInstanceOf(IllegalStateException.class);
                    idle(connection);
                    writeAndRead(scope, tenant, SAMPLES.integer, run);
                }
            }
        });
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @MethodSource("modes")
    @DisplayName("J-26 J-19 many rows in one answer, and in a stream that is left half read")
    void manyRows(Mode mode) throws Exception {
        var numbers = PlainStatement.of(
                        "select n as id, {0}::bigint as tenant_id from generate_series(1, {1}) n", A, 2_500)
                .returning(SAMPLES.id)
                .map(row -> row.get(SAMPLES.id));
        on(mode, (holdfast, connection) -> {
            for (int run = 0; run < RUNS; run++) {
                assertThat(holdfast.tenant(A).list(numbers)).hasSize(2_500);
                idle(connection);
                try (var stream = holdfast.tenant(A).stream(numbers)) {
                    assertThat(stream.limit(1_500).count()).isEqualTo(1_500);
                }
                idle(connection);
            }
        });
    }
}
