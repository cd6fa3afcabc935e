package dev.holdfast.jdbi.value;

import static dev.holdfast.event.StreamId.stream;
import static dev.holdfast.jdbi.value.Goods.GOODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.expression.Condition;
import dev.holdfast.expression.Expressions;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.jdbi.value.Goods.Noted;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What was stored one way is found by every other, and is to PostgreSQL what it was here. */
@PostgresTest(template = Goods.class)
class StoredTest {

    private static final String FRACTION = ".999999999";

    private final TestDatabase database;
    private final JdbiTenantScope acme;

    StoredTest(TestDatabase database) {
        this.database = database;
        this.acme = Goods.holdfast(database, database.applicationDataSource()).tenant("acme");
    }

    /** A value, and the text that PostgreSQL must give for it. */
    static Stream<Arguments> values() {
        Stream<Arguments> times = Stream.of(
                        "-4712-12-31 4713-12-31 BC",
                        "0000-02-29 0001-02-29 BC",
                        "0001-01-01 0001-01-01",
                        "1582-10-10 1582-10-10",
                        "1969-12-31 1969-12-31",
                        "2024-02-29 2024-02-29",
                        "9999-12-31 9999-12-31",
                        "+10000-01-01 10000-01-01",
                        "+294276-12-31 294276-12-31")
                .map(pair -> pair.split(" ", 2))
                .flatMap(pair -> {
                    boolean before = pair[1].endsWith(" BC");
                    String day = before ? pair[1].substring(0, 10) : pair[1];
                    String era = before ? " BC" : "";
                    LocalDateTime local = LocalDateTime.parse(pair[0] + "T23:59:59" + FRACTION);
                    String stored = day + " 23:59:59.999999";
                    return Stream.of(
                            arguments(GOODS.at, GOODS.ats, local.toInstant(ZoneOffset.UTC), stored + "+00" + era),
                            arguments(GOODS.local, GOODS.locals, local, stored + era),
                            arguments(GOODS.day, GOODS.days, local.toLocalDate(), pair[1]));
                });
        return Stream.concat(
                times,
                Stream.of(
                        arguments(GOODS.day, GOODS.days, LocalDate.of(-4712, 11, 24), "4713-11-24 BC"),
                        arguments(GOODS.day, GOODS.days, LocalDate.of(5_874_897, 12, 31), "5874897-12-31"),
                        arguments(
                                GOODS.local,
                                GOODS.locals,
                                LocalDateTime.of(-4712, 11, 24, 0, 0),
                                "4713-11-24 00:00:00 BC"),
                        arguments(
                                GOODS.at,
                                GOODS.ats,
                                Instant.parse("-4712-11-24T00:00:00Z"),
                                "4713-11-24 00:00:00+00 BC"),
                        arguments(
                                GOODS.at,
                                GOODS.ats,
                                Instant.parse("2024-01-01T00:00:00.000000500Z"),
                                "2024-01-01 00:00:00+00"),
                        arguments(GOODS.time, GOODS.times, LocalTime.MAX, "23:59:59.999999"),
                        arguments(GOODS.time, GOODS.times, LocalTime.ofNanoOfDay(500), "00:00:00"),
                        arguments(GOODS.time, GOODS.times, LocalTime.ofNanoOfDay(12_345_678), "00:00:00.012345"),
                        arguments(GOODS.amount, GOODS.amounts, new BigDecimal("-0.0012300"), "-0.0012300"),
                        arguments(GOODS.amount, GOODS.amounts, new BigDecimal("1E+5"), "100000"),
                        arguments(GOODS.span, GOODS.spans, new Interval(-1, 2, 3), "-1 mons +2 days 00:00:00.000003"),
                        arguments(GOODS.span, GOODS.spans, new Interval(-1, 0, 90_000_000), "-1 mons +00:01:30"),
                        arguments(GOODS.span, GOODS.spans, new Interval(0, -1, 3_600_000_000L), "-1 days +01:00:00"),
                        arguments(GOODS.span, GOODS.spans, new Interval(5, -1, -1), "5 mons -1 days -00:00:00.000001"),
                        arguments(
                                GOODS.span,
                                GOODS.spans,
                                new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE - 1),
                                "178956970 years 7 mons 2147483647 days 2562047788:00:54.775806"),
                        arguments(
                                GOODS.span,
                                GOODS.spans,
                                new Interval(Integer.MIN_VALUE + 1, Integer.MIN_VALUE, Long.MIN_VALUE),
                                "-178956970 years -7 mons -2147483648 days -2562047788:00:54.775808")));
    }

    private @Nullable String stored(String what, UUID... ids) {
        try (Connection looking = database.superuserDataSource().getConnection()) {
            Sql.run(looking, "set time zone 'UTC'");
            return Sql.column(
                            looking,
                            "select " + what + " from goods where id in ('"
                                    + Arrays.stream(ids).map(UUID::toString).collect(Collectors.joining("', '")) + "')")
                    .get(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> void assertOneValue(
            JdbiTenantScope scope,
            OrderedColumn<@Nullable T> column,
            ArrayColumn<@Nullable List<@Nullable T>> array,
            T value,
            String text) {
        UUID set = UUID.randomUUID();
        UUID inRows = UUID.randomUUID();
        UUID bare = UUID.randomUUID();
        scope.insertInto(GOODS, row -> row.set(GOODS.id, set).set(column, value).set(array, Arrays.asList(null, value)))
                .execute();
        scope.insertInto(GOODS)
                .rows(List.of(inRows, bare), (row, id) -> row.set(GOODS.id, id)
                        .set(column, id.equals(bare) ? null : value))
                .execute();
        assertThat(stored(
                        "string_agg(distinct " + column.name() + "::text || ' ' || coalesce(" + array.name()
                                + "[2]::text, " + column.name() + "::text), '|')",
                        set,
                        inRows))
                .as("as PostgreSQL has it, by set, in an array, and by rows")
                .isEqualTo(text + " " + text);
        for (Condition found : List.of(
                column.eq(value),
                column.oneOf(List.of(value)),
                column.between(value, value),
                column.isNotDistinctFrom(value),
                column.le(value).and(column.ge(value)))) {
            assertThat(scope.from(GOODS)
                            .where(GOODS.id.oneOf(List.of(set, inRows, bare)).and(found))
                            .values(GOODS.id)
                            .list())
                    .as(found.toString())
                    .containsExactlyInAnyOrder(set, inRows);
        }
        assertThat(scope.from(GOODS)
                        .where(GOODS.id.eq(set).and(array.containsAll(List.of(value))))
                        .count())
                .isOne();
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("V-3 what set stored, oneOf finds: one rendering, cut to microseconds, in every era")
    <T> void storedAndFound(
            OrderedColumn<@Nullable T> column, ArrayColumn<@Nullable List<@Nullable T>> array, T value, String text) {
        assertOneValue(acme, column, array, value, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set intervalstyle = 'sql_standard'",
                "set intervalstyle = 'iso_8601'",
                "set datestyle = 'ISO, DMY'",
                "set time zone 'America/St_Johns'",
                "set bytea_output = 'escape'",
                "set extra_float_digits = 0"
            })
    @DisplayName("V-5 what goes in doesn't depend on the session's settings")
    void settings(String setting) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.url(Role.APPLICATION))) {
            Sql.run(connection, setting);
            JdbiTenantScope scope = Goods.holdfast(database, new SingleConnectionDataSource(connection, true))
                    .tenant("acme");
            for (Arguments each : values().toList()) {
                store(scope, each.get());
            }
            byte[] bytes = {0, 1, '\\', (byte) 0xff};
            double weight = 0.1 + 0.2;
            UUID id = UUID.randomUUID();
            scope.insertInto(
                            GOODS,
                            row -> row.set(GOODS.id, id).set(GOODS.bytes, bytes).set(GOODS.weight, weight))
                    .execute();
            assertThat(Sql.one(
                            database.superuserDataSource(),
                            "select encode(bytes, 'hex') || (weight = 0.1::float8 + 0.2::float8) from goods where id = '"
                                    + id + "'"))
                    .isEqualTo("00015cfftrue");
        }
    }

    @SuppressWarnings("unchecked")
    private <T> void store(JdbiTenantScope scope, Object[] each) {
        assertOneValue(
                scope,
                (OrderedColumn<@Nullable T>) each[0],
                (ArrayColumn<@Nullable List<@Nullable T>>) each[1],
                (T) each[2],
                (String) each[3]);
    }

    @Test
    @DisplayName("V-3 SqlObjects store the same times as the DSL, which finds them")
    void sqlObjects() {
        for (String day : List.of("-4712-12-31", "0000-02-29", "1582-10-10", "2024-02-29", "+10000-01-01")) {
            LocalDateTime local = LocalDateTime.parse(day + "T23:59:59" + FRACTION);
            Instant at = local.toInstant(ZoneOffset.UTC);
            UUID id = UUID.randomUUID();
            UUID offset = UUID.randomUUID();
            acme.useSqlObject(GoodsDao.class, dao -> {
                dao.insertTimes(id, at, local, local.toLocalDate(), LocalTime.MAX);
                dao.insertOffset(offset, at.atOffset(ZoneOffset.ofHours(-5)));
            });
            assertThat(acme.from(GOODS)
                            .where(GOODS.id
                                    .eq(id)
                                    .and(GOODS.at.eq(at))
                                    .and(GOODS.local.eq(local))
                                    .and(GOODS.day.eq(local.toLocalDate()))
                                    .and(GOODS.time.eq(LocalTime.MAX)))
                            .count())
                    .as(day)
                    .isOne();
            assertThat(acme.from(GOODS)
                            .where(GOODS.id.eq(offset).and(GOODS.at.oneOf(List.of(at))))
                            .count())
                    .as(day)
                    .isOne();
        }
    }

    @Test
    @DisplayName("V-3 a SqlObject may say infinity as the driver does")
    void infinity() {
        UUID id = UUID.randomUUID();
        acme.useSqlObject(GoodsDao.class, dao -> dao.insertOffset(id, OffsetDateTime.MAX));
        assertThat(Sql.one(database.superuserDataSource(), "select at from goods where id = '" + id + "'"))
                .isEqualTo("infinity");
    }

    @Test
    @DisplayName("V-3 an encrypted time is cut as well, and its blind index finds it")
    void encrypted() {
        Instant time = Instant.parse("2024-01-01T00:00:00.123456789Z");
        UUID id = UUID.randomUUID();
        acme.insertInto(GOODS, row -> row.set(GOODS.id, id).set(GOODS.born, time))
                .execute();
        for (Condition found : List.of(
                GOODS.bornIndex.eq(time),
                GOODS.bornIndex.eq(Instant.parse("2024-01-01T00:00:00.123456Z")),
                GOODS.bornIndex.oneOf(List.of(time)))) {
            assertThat(acme.from(GOODS).where(found).values(GOODS.id).list()).containsExactly(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+131071", "-1E+131071", "1E-16383", "1E+1000", "0.00", "0E+5", "-1.50"})
    @DisplayName("V-1 a number within numeric's range is stored as it is, by every way")
    void numbers(String number) {
        BigDecimal value = new BigDecimal(number);
        assertOneValue(acme, GOODS.amount, GOODS.amounts, value, value.toPlainString());
        UUID id = UUID.randomUUID();
        acme.insertInto(
                        GOODS,
                        row -> row.set(GOODS.id, id).set(GOODS.income, value).set(GOODS.doc, Map.of("k", value)))
                .execute();
        assertThat(Sql.one(
                        database.superuserDataSource(),
                        "select (doc ->> 'k')::numeric = '" + value.toPlainString()
                                + "'::numeric from goods where id = '" + id + "'"))
                .isEqualTo("t");
        acme.useSqlObject(
                GoodsDao.class, dao -> assertThat(dao.countAmount(value)).isGreaterThanOrEqualTo(2));
    }

    @Test
    @DisplayName("V-2 a pair of surrogates is a character everywhere")
    void wholeCharacters() {
        String text = "\ud83d\ude00\uffff\ue000";
        UUID id = UUID.randomUUID();
        acme.actor(text).because(text).requestId(text).metadata(text, text).useTransaction(tx -> {
            tx.insertInto(GOODS, row -> row.set(GOODS.id, id)
                            .set(GOODS.name, text)
                            .set(GOODS.names, List.of(text))
                            .set(GOODS.secret, text)
                            .set(GOODS.doc, Map.of(text, text)))
                    .execute();
            tx.events().append(stream("good", text), ExpectedVersion.none(), Noted.of(text, text));
        });
        assertThat(acme.from(GOODS)
                        .where(GOODS.name
                                .eq(text)
                                .and(GOODS.name.oneOf(List.of(text)))
                                .and(GOODS.secretIndex.eq(text))
                                .and(GOODS.doc.contains(Map.of(text, text))))
                        .values(GOODS.id)
                        .list())
                .containsExactly(id);
        assertThat(acme.events().read(stream("good", text), Noted.class).list())
                .singleElement()
                .satisfies(event -> assertThat(event.data().what()).isEqualTo(Map.of(text, text)));
        acme.useSqlObject(
                GoodsDao.class, dao -> assertThat(dao.countAny(List.of(text))).isOne());
    }

    @Test
    @DisplayName("EN-25 a search of which the normalization leaves nothing is refused, and finds nobody's values")
    void nothingLeft() {
        JdbiHoldfast holdfast = Goods.holdfast(database, database.applicationDataSource());
        JdbiTenantScope scope = holdfast.tenant("a?");
        for (String phone : List.of("n/a", "none", "", "+1 234")) {
            scope.insertInto(GOODS, row -> row.set(GOODS.id, UUID.randomUUID()).set(GOODS.phone, phone))
                    .execute();
        }
        for (String nothing : List.of("n/a", "none", "unknown")) {
            assertThatThrownBy(() -> scope.from(GOODS).where(GOODS.phoneIndex.eq(nothing)))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("goods.phone is searched for a text of which the normalization digitsOnly");
            assertThatThrownBy(() -> GOODS.phoneIndex.oneOf(List.of("1", nothing)))
                    .isInstanceOf(InvalidValueException.class);
        }
        assertThat(scope.from(GOODS)
                        .where(GOODS.phoneIndex.eq(""))
                        .values(GOODS.phone)
                        .list())
                .as("what is empty, and not all that has no digit")
                .containsExactly("");
        assertThat(scope.from(GOODS)
                        .where(GOODS.phoneIndex.eq("12-34"))
                        .values(GOODS.phone)
                        .list())
                .containsExactly("+1 234");
    }

    @Test
    @DisplayName("V-1 a sum or an average of binary numbers is the number of its shortest text")
    void sums() {
        UUID id = UUID.randomUUID();
        acme.insertInto(GOODS, row -> row.set(GOODS.id, id).set(GOODS.weight, 12345678.123456789))
                .execute();
        var one = acme.from(GOODS).where(GOODS.id.eq(id));
        var single = PlainSql.expression(SqlTypes.REAL, "single", "1.2345678::float4");
        var third = PlainSql.expression(SqlTypes.DOUBLE, "third", "0.1::float8 + 0.2::float8");

        assertThat(one.values(Expressions.sum(GOODS.weight)).one()).isEqualTo(new BigDecimal("12345678.12345679"));
        assertThat(one.values(Expressions.avg(GOODS.weight)).one()).isEqualTo(new BigDecimal("12345678.12345679"));
        assertThat(one.values(Expressions.sum(single)).one()).isEqualTo(new BigDecimal("1.2345678"));
        assertThat(one.values(Expressions.sum(third)).one()).isEqualTo(new BigDecimal("0.30000000000000004"));
    }

    @ParameterizedTest
    @DisplayName("V-4 encrypted values go in and come out in each mode of the driver")
    @ValueSource(strings = {"preferQueryMode=simple", "preferQueryMode=extended"})
    void modes(String mode) {
        try (var pool = Pools.ofOne(database, mode)) {
            JdbiTenantScope scope = Goods.holdfast(database, pool).tenant("acme");
            UUID id = UUID.randomUUID();
            scope.insertInto(GOODS, row -> row.set(GOODS.id, id).set(GOODS.secret, "it's \\ {0} ?"))
                    .execute();

            assertThat(scope.from(GOODS).where(GOODS.id.eq(id)).one().get(GOODS.secret))
                    .isEqualTo("it's \\ {0} ?");
        }
    }
}
