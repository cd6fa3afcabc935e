package dev.holdfast.jdbi.driver;

import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.TimeZone;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Times, in zones that aren't UTC. Alone, since it changes the JVM's zone. */
@Isolated
@PostgresTest(template = Press.class)
class TimeTest {

    private final TestDatabase database;

    TimeTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest(name = "{displayName} [JVM {0}, session {1}]")
    @CsvSource({
        "UTC,UTC",
        "Europe/Berlin,America/New_York",
        "America/St_Johns,Asia/Kathmandu",
        "Pacific/Apia,Europe/Berlin"
    })
    @DisplayName("J-11 an Instant comes back as the same moment, and local times as they were, in any zone")
    void zones(String jvm, String session) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(jvm));
        try (Connection connection = DriverManager.getConnection(database.url(Role.APPLICATION))) {
            Sql.run(connection, "set time zone '" + session + "'");
            JdbiTenantScope a = Press.holdfast(database, new SingleConnectionDataSource(connection, true))
                    .tenant(A);
            for (String moment : List.of(
                    "2024-03-31T01:30:00Z",
                    "2024-10-27T00:30:00.123456Z",
                    "2024-10-27T01:30:00Z",
                    "1899-12-31T23:59:59.999999Z",
                    "0044-03-15T12:00:00Z")) {
                for (int run = 0; run < 7; run++) {
                    roundTrip(a, Instant.parse(moment));
                }
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private void roundTrip(JdbiTenantScope a, Instant moment) {
        LocalDateTime local = LocalDateTime.parse("2024-03-31T02:30:00");
        var row = a.insertInto(SAMPLES, r -> r.set(SAMPLES.timestamptz, moment)
                        .set(SAMPLES.timestamp, local)
                        .set(SAMPLES.date, LocalDate.parse("1582-10-10"))
                        .set(SAMPLES.time, LocalTime.parse("02:30:00.000001"))
                        .set(SAMPLES.instants, List.of(moment)))
                .returning()
                .one();
        assertThat(row.get(SAMPLES.timestamptz)).isEqualTo(moment);
        assertThat(row.get(SAMPLES.instants)).containsExactly(moment);
        assertThat(row.get(SAMPLES.timestamp)).isEqualTo(local);
        assertThat(row.get(SAMPLES.date)).isEqualTo("1582-10-10");
        assertThat(row.get(SAMPLES.time)).isEqualTo("02:30:00.000001");
        assertThat(a.from(SAMPLES)
                        .where(SAMPLES.id.eq(row.get(SAMPLES.id)))
                        .where(SAMPLES.timestamptz.eq(moment))
                        .where(SAMPLES.timestamp.eq(local))
                        .where(SAMPLES.timestamptz.oneOf(List.of(moment)))
                        .count())
                .isOne();
        assertThat(Sql.one(
                        database.acrossTenantsDataSource(),
                        "select extract(epoch from a_timestamptz)::numeric(30,6)::text || ' ' || a_timestamp"
                                + " from samples where id = " + row.get(SAMPLES.id)))
                .as("as the server itself sees it")
                .isEqualTo(String.format(
                        java.util.Locale.ROOT,
                        "%s 2024-03-31 02:30:00",
                        java.math.BigDecimal.valueOf(moment.getEpochSecond())
                                .add(java.math.BigDecimal.valueOf(moment.getNano() / 1_000, 6))
                                .setScale(6)
                                .toPlainString()));
    }

    /** Times without a zone, by hand. */
    interface LocalDao {

        @SqlUpdate("insert into samples (tenant_id, a_timestamp, a_date) values (:tenant, :moment, :moment)")
        @GetGeneratedKeys("id")
        long insert(@Bind("tenant") long tenant, @Bind("moment") Instant moment);

        @SqlQuery("select a_timestamp from samples where id = :id")
        Instant timestamp(@Bind("id") long id);

        @SqlQuery("select a_date from samples where id = :id")
        Instant date(@Bind("id") long id);

        @SqlQuery("select a_date::timestamptz from samples where id = :id")
        Instant midnight(@Bind("id") long id);
    }

    @ParameterizedTest(name = "{displayName} [JVM {0}, session {1}]")
    @CsvSource({
        "UTC,UTC",
        "Europe/Berlin,Europe/Berlin",
        "Europe/Berlin,America/New_York",
        "UTC,GMT-2",
        "UTC,<+0530>-05:30",
    })
    @DisplayName("V-3 a SqlObject reads a moment that it stored without a zone, in every era and in any zone")
    void withoutZone(String jvm, String session) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(jvm));
        try (Connection connection = DriverManager.getConnection(database.url(Role.APPLICATION))) {
            Sql.run(connection, "set time zone '" + session + "'");
            JdbiTenantScope a = Press.holdfast(database, new SingleConnectionDataSource(connection, true))
                    .tenant(A);
            for (String text : List.of(
                    "2024-03-31T01:30:00.123456Z",
                    "2024-10-27T01:30:00Z",
                    "1892-01-01T12:00:00Z",
                    "1500-01-01T12:00:00Z",
                    "-0004-02-29T12:00:00Z")) {
                Instant moment = Instant.parse(text);
                a.useSqlObject(LocalDao.class, dao -> {
                    long id = dao.insert(A, moment);
                    assertThat(dao.timestamp(id)).isEqualTo(moment);
                    assertThat(dao.date(id)).isEqualTo(dao.midnight(id));
                });
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
