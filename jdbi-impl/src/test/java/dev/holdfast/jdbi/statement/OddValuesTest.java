package dev.holdfast.jdbi.statement;

import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.statement.Oddities.ODDITIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.Session;
import dev.holdfast.TenantScope;
import dev.holdfast.error.InvalidValueException;
import dev.holdfast.error.MappingException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.jdbi.JdbiTenantScope;
import dev.holdfast.jdbi.attack.Pools;
import dev.holdfast.jdbi.attack.Sql;
import dev.holdfast.query.Include;
import dev.holdfast.query.Page;
import dev.holdfast.query.Row;
import dev.holdfast.query.RowMapping;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.Role;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;

/** Values that are stored and that Java's types can't say; and such as only the driver can't. */
@PostgresTest(template = OddRows.class)
class OddValuesTest {

    /**
     * A value by SQL.
     *
     * @param expected the value in Java; or, as a String where the column has none, what the error says of it
     */
    record Odd(AnyColumn<?> column, String literal, Object expected) {

        boolean isReadable() {
            return !(expected instanceof String);
        }

        @Override
        public String toString() {
            return column.name() + " = " + literal;
        }
    }

    private final TestDatabase database;

    OddValuesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void empty() {
        OddRows.empty(database);
    }

    private static List<Odd> unreadable(int version) {
        List<Odd> odd = new ArrayList<>(List.of(
                new Odd(ODDITIES.instant, "'infinity'", "holds infinity, which Instant can't say"),
                new Odd(ODDITIES.instant, "'-infinity'", "holds -infinity, which Instant can't say"),
                new Odd(ODDITIES.local, "'infinity'", "holds infinity, which LocalDateTime can't say"),
                new Odd(ODDITIES.local, "'-infinity'", "holds -infinity, which LocalDateTime can't say"),
                new Odd(ODDITIES.day, "'infinity'", "holds infinity, which LocalDate can't say"),
                new Odd(ODDITIES.day, "'-infinity'", "holds -infinity, which LocalDate can't say"),
                new Odd(ODDITIES.clock, "'24:00'", "holds 24:00:00, which LocalTime can't say"),
                new Odd(ODDITIES.amount, "'NaN'", "holds NaN, which BigDecimal can't say"),
                new Odd(ODDITIES.amount, "'Infinity'", "holds Infinity, which BigDecimal can't say"),
                new Odd(ODDITIES.amount, "'-Infinity'", "holds -Infinity, which BigDecimal can't say"),
                new Odd(ODDITIES.doc, "'null'", "holds JSON's null, which "),
                new Odd(ODDITIES.doc, "'[7]'", ": A stored JSON document can't be read as "),
                new Odd(ODDITIES.mood, "'GRUMPY'", "holds a label that Mood doesn't have"),
                new Odd(ODDITIES.moodText, "'SECRET'", "holds a label that Mood doesn't have"),
                new Odd(ODDITIES.link, "'secret secret'", "refuses with java.lang.IllegalArgumentException"),
                new Odd(ODDITIES.integers, "'{{1,2},{3,4}}'", "holds an array of several dimensions"),
                new Odd(ODDITIES.texts, "'{{a,b}}'", "holds an array of several dimensions"),
                new Odd(ODDITIES.instants, "'{{2020-01-01 00:00:00+00}}'", "holds an array of several dimensions"),
                new Odd(ODDITIES.integers, "'[0:1]={1,2}'", "holds an array that doesn't count from 1"),
                new Odd(ODDITIES.instants, "'{2020-01-01 00:00:00+00,infinity}'", "holds infinity"),
                new Odd(ODDITIES.locals, "'{-infinity}'", "holds -infinity"),
                new Odd(ODDITIES.days, "'{infinity}'", "holds infinity"),
                new Odd(ODDITIES.clocks, "'{24:00:00}'", "holds 24:00:00"),
                new Odd(ODDITIES.amounts, "'{1,NaN}'", "holds NaN"),
                new Odd(ODDITIES.amounts, "'{-Infinity}'", "holds -Infinity"),
                new Odd(ODDITIES.moods, "'{GLAD,GRUMPY}'", "holds a label that Mood doesn't have"),
                new Odd(ODDITIES.docs, "array['null'::jsonb]", "holds JSON's null")));
        if (version >= 17) {
            odd.add(new Odd(ODDITIES.span, "'infinity'", "holds infinity, which Interval can't say"));
            odd.add(new Odd(ODDITIES.span, "'-infinity'", "holds -infinity, which Interval can't say"));
            odd.add(new Odd(ODDITIES.spans, "'{1 day,infinity}'", "holds infinity, which Interval can't say"));
        }
        return odd;
    }

    private static List<Odd> readable() {
        return List.of(
                new Odd(ODDITIES.instant, "'4713-01-01 00:00:00+00 BC'", Instant.parse("-4712-01-01T00:00:00Z")),
                new Odd(
                        ODDITIES.instant,
                        "'0001-12-31 23:59:59.999999+00 BC'",
                        Instant.parse("0000-12-31T23:59:59.999999Z")),
                new Odd(ODDITIES.instant, "'1500-02-28 12:00:00+00'", Instant.parse("1500-02-28T12:00:00Z")),
                new Odd(
                        ODDITIES.instant,
                        "'294276-12-31 23:59:59.999999+00'",
                        Instant.parse("+294276-12-31T23:59:59.999999Z")),
                new Odd(ODDITIES.local, "'4713-01-01 00:00:00 BC'", LocalDateTime.parse("-4712-01-01T00:00:00")),
                new Odd(ODDITIES.local, "'12345-02-03 04:05:06.789'", LocalDateTime.parse("+12345-02-03T04:05:06.789")),
                new Odd(
                        ODDITIES.local,
                        "'294276-12-31 23:59:59.999999'",
                        LocalDateTime.parse("+294276-12-31T23:59:59.999999")),
                new Odd(ODDITIES.day, "'4713-01-01 BC'", LocalDate.parse("-4712-01-01")),
                new Odd(ODDITIES.day, "'0001-02-29 BC'", LocalDate.parse("0000-02-29")),
                new Odd(ODDITIES.instant, "'0005-02-29 12:00:00.5+00 BC'", Instant.parse("-0004-02-29T12:00:00.5Z")),
                new Odd(ODDITIES.local, "'0001-02-29 12:00:00 BC'", LocalDateTime.parse("0000-02-29T12:00:00")),
                new Odd(ODDITIES.day, "'5874897-12-31'", LocalDate.parse("+5874897-12-31")),
                new Odd(ODDITIES.clock, "'23:59:59.999999'", LocalTime.parse("23:59:59.999999")),
                new Odd(ODDITIES.amount, "'1e-16383'", new BigDecimal("1e-16383")),
                new Odd(ODDITIES.amount, "'1e1000'", new BigDecimal(java.math.BigInteger.TEN.pow(1000))),
                new Odd(ODDITIES.amount, "'-0.00'", new BigDecimal("0.00")),
                new Odd(ODDITIES.real, "'0.1'", 0.1f),
                new Odd(ODDITIES.real, "'16777217'", 16777216f),
                new Odd(ODDITIES.dbl, "'0.1'::float8 + '0.2'::float8", 0.1 + 0.2),
                new Odd(ODDITIES.dbl, "'-Infinity'", Double.NEGATIVE_INFINITY),
                new Odd(ODDITIES.dbl, "'1.7976931348623157e308'", Double.MAX_VALUE),
                new Odd(
                        ODDITIES.span,
                        "'178000000 years 11 mons -2147483648 days'",
                        new Interval(2136000011, Integer.MIN_VALUE, 0)),
                new Odd(
                        ODDITIES.span,
                        "'-1 years -2 mons +3 days -04:05:06.7'",
                        new Interval(-14, 3, -14_706_700_000L)),
                new Odd(ODDITIES.span, "'2562047788:00:54.775807'", new Interval(0, 0, Long.MAX_VALUE)),
                new Odd(ODDITIES.span, "'-00:00:00.5'", new Interval(0, 0, -500_000)),
                new Odd(ODDITIES.span, "'-1 day'", new Interval(0, -1, 0)),
                new Odd(ODDITIES.span, "'1 day -00:00:00.000001'", new Interval(0, 1, -1)),
                new Odd(ODDITIES.span, "'-2 mons'", new Interval(-2, 0, 0)),
                new Odd(ODDITIES.span, "'-1 day -2:03:04'", new Interval(0, -1, -7_384_000_000L)),
                new Odd(ODDITIES.span, "'0'", new Interval(0, 0, 0)),
                new Odd(ODDITIES.integers, "'{}'", List.of()),
                new Odd(ODDITIES.texts, "'{\"{{\",\"[0:1]={1}\"}'", List.of("{{", "[0:1]={1}")),
                new Odd(
                        ODDITIES.instants,
                        "'{4713-01-01 00:00:00+00 BC,12345-01-01 00:00:00+00}'",
                        List.of(Instant.parse("-4712-01-01T00:00:00Z"), Instant.parse("+12345-01-01T00:00:00Z"))),
                new Odd(
                        ODDITIES.locals,
                        "'{4713-01-01 00:00:00 BC,12345-01-01 00:00:00}'",
                        List.of(
                                LocalDateTime.parse("-4712-01-01T00:00:00"),
                                LocalDateTime.parse("+12345-01-01T00:00:00"))),
                new Odd(
                        ODDITIES.days,
                        "'{4713-01-01 BC,5874897-12-31}'",
                        List.of(LocalDate.parse("-4712-01-01"), LocalDate.parse("+5874897-12-31"))),
                new Odd(
                        ODDITIES.spans,
                        "'{1 year -2 days,-00:00:01}'",
                        List.of(new Interval(12, -2, 0), new Interval(0, 0, -1_000_000))),
                new Odd(ODDITIES.amounts, "'{1.50,-0.001}'", List.of(new BigDecimal("1.50"), new BigDecimal("-0.001"))),
                new Odd(ODDITIES.doubles, "array['0.1'::float8 + '0.2'::float8]", List.of(0.1 + 0.2)));
    }

    private int version() {
        return Integer.parseInt(String.valueOf(Sql.one(database.superuserDataSource(), "show server_version_num")))
                / 10_000;
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(strings = {"preferQueryMode=extended", "preferQueryMode=simple", "prepareThreshold=1"})
    @DisplayName(
            "V-4 what Java can say comes out exactly, else an error names table, column and remedy, and the other rows come")
    void oddValues(String mode) {
        List<Odd> all = Stream.concat(readable().stream(), unreadable(version()).stream())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            OddRows.insert(database, i, all.get(i).column().name(), all.get(i).literal());
        }
        try (HikariDataSource pool = Pools.ofOne(database, mode)) {
            TenantScope scope = OddRows.holdfast(database, pool).tenant(A);
            for (int run = 0; run < 3; run++) {
                List<Row> rows = scope.from(ODDITIES)
                        .orderBy(ODDITIES.id.asc())
                        .map(row -> row)
                        .list();
                try (Stream<Row> stream = scope.from(ODDITIES).orderBy(ODDITIES.id.asc()).stream()) {
                    assertRows(all, rows, stream.toList());
                }
            }
            List<Row> children = included(scope);
            assertRows(all, children, children);
        }
    }

    private static void assertRows(List<Odd> all, List<Row> rows, List<Row> same) {
        assertThat(rows).hasSize(all.size());
        assertThat(same).hasSize(all.size());
        for (int i = 0; i < all.size(); i++) {
            Odd odd = all.get(i);
            Row row = rows.get(i);
            assertThat(row.get(ODDITIES.id)).isEqualTo((long) i);
            if (odd.isReadable()) {
                assertThat(row.get(odd.column())).as(odd.toString()).isEqualTo(odd.expected());
                assertThat(same.get(i).get(odd.column())).as(odd.toString()).isEqualTo(odd.expected());
            } else {
                assertUnreadable(odd, row);
                assertUnreadable(odd, same.get(i));
            }
        }
    }

    private static void assertUnreadable(Odd odd, Row row) {
        assertThatThrownBy(() -> row.get(odd.column()))
                .as(odd.toString())
                .isInstanceOfSatisfying(MappingException.class, e -> {
                    assertThat(e.table()).isEqualTo("oddities");
                    assertThat(e.column()).isEqualTo(odd.column().name());
                })
                .hasMessageStartingWith("oddities." + odd.column().name())
                .hasMessageContaining(odd.expected().toString())
                .hasMessageNotContainingAny("secret", "SECRET", "GRUMPY");
        assertThatThrownBy(() -> row.getOrNull(odd.column())).isInstanceOf(MappingException.class);
    }

    @Test
    @DisplayName("V-4 the remedies work")
    void remedies() {
        OddRows.insert(database, 1, "an_instant, integers, a_doc", "'infinity', '[0:1]={7,8}', 'null'");
        OddRows.insert(database, 2, "an_instant", "'2020-01-01 00:00:00+00'");
        TenantScope scope =
                OddRows.holdfast(database, database.applicationDataSource()).tenant(A);
        var text = PlainSql.expression(SqlTypes.TEXT, "name", "{0}::text", ODDITIES.instant);
        var elements = PlainSql.expression(
                SqlTypes.array(SqlTypes.INTEGER), "elements", "array(select unnest({0}))", ODDITIES.integers);
        var tree = PlainSql.expression(SqlTypes.jsonb(JsonNode.class), "tree", "{0}", ODDITIES.doc);
        Row row = scope.from(ODDITIES)
                .where(ODDITIES.id.eq(1L))
                .select(text, elements, tree)
                .one();
        assertThat(row.get(text)).isEqualTo("infinity");
        assertThat(row.get(elements)).containsExactly(7, 8);
        assertThat(Objects.requireNonNull(row.get(tree)).isNull()).isTrue();
        assertThat(scope.from(ODDITIES)
                        .where(PlainSql.condition("isfinite({0})", ODDITIES.instant))
                        .values(ODDITIES.instant)
                        .list())
                .containsExactly(Instant.parse("2020-01-01T00:00:00Z"));
    }

    record Timed(long id, @Nullable Instant anInstant) {}

    @Test
    @DisplayName("V-4 a page goes past an odd row; where the order needs the odd value, the cursor says so")
    void pages() {
        OddRows.insert(database, 1, "an_instant", "'2020-01-01 00:00:00+00'");
        OddRows.insert(database, 2, "an_instant", "'infinity'");
        OddRows.insert(database, 3, "an_instant", "'infinity'");
        TenantScope scope =
                OddRows.holdfast(database, database.applicationDataSource()).tenant(A);
        var byId = scope.from(ODDITIES).orderBy(ODDITIES.id.asc()).limit(2);
        Page<Row> first = byId.page();
        assertThat(first.items()).extracting(row -> row.get(ODDITIES.id)).containsExactly(1L, 2L);
        assertThat(byId.after(first.next()).page().items())
                .extracting(row -> row.get(ODDITIES.id))
                .containsExactly(3L);
        var byTime = scope.from(ODDITIES).orderBy(ODDITIES.instant.asc()).limit(2);
        Page<Row> odd = byTime.page();
        assertThat(odd.items()).extracting(row -> row.get(ODDITIES.id)).containsExactly(1L, 2L);
        assertThat(odd.hasNext()).isTrue();
        for (var use : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> odd.next().token(), () -> byTime.after(odd.next()).page())) {
            assertThatThrownBy(use)
                    .isInstanceOfSatisfying(MappingException.class, e -> {
                        assertThat(e.table()).isEqualTo("oddities");
                        assertThat(e.column()).isEqualTo("an_instant");
                    })
                    .hasMessageContaining("order by another column")
                    .cause()
                    .hasMessageContaining("infinity");
        }
    }

    @Test
    @DisplayName("V-4 whoever maps rows to a class can read on past an odd one, from a list and from a stream")
    void readsOn() {
        OddRows.insert(database, 1, "an_instant", "'infinity'");
        OddRows.insert(database, 2, "an_instant", "'2020-01-01 00:00:00+00'");
        TenantScope scope =
                OddRows.holdfast(database, database.applicationDataSource()).tenant(A);
        var rows = scope.from(ODDITIES).orderBy(ODDITIES.id.asc());
        assertThatThrownBy(() -> rows.mapTo(Timed.class).list())
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("oddities.an_instant holds infinity");
        RowMapping<Timed> mapping = RowMapping.to(Timed.class);
        assertThat(rows.map(row -> {
                            try {
                                return mapping.apply(row).toString();
                            } catch (MappingException e) {
                                return row.get(ODDITIES.id) + " " + e.column();
                            }
                        })
                        .list())
                .containsExactly("1 an_instant", "Timed[id=2, anInstant=2020-01-01T00:00:00Z]");
        try (Stream<Timed> stream = rows.mapTo(Timed.class).stream()) {
            Iterator<Timed> each = stream.iterator();
            assertThatThrownBy(each::hasNext).isInstanceOf(MappingException.class);
            assertThat(each.next()).isEqualTo(new Timed(2, Instant.parse("2020-01-01T00:00:00Z")));
            assertThat(each.hasNext()).isFalse();
        }
    }

    interface OddDao {

        @SqlQuery("select an_instant from oddities order by id")
        List<Instant> instants();

        @SqlQuery("select a_local at time zone 'UTC' from oddities order by id")
        List<OffsetDateTime> offsets();

        @SqlQuery("select a_local from oddities order by id")
        List<LocalDateTime> locals();

        @SqlQuery("select a_day from oddities order by id")
        List<LocalDate> days();

        @SqlQuery("select a_clock from oddities order by id")
        List<LocalTime> clocks();

        @SqlQuery("select an_amount from oddities order by id")
        List<BigDecimal> amounts();

        @SqlQuery("select a_span from oddities order by id")
        List<Interval> spans();

        @SqlQuery("select a_span from oddities order by id")
        List<Duration> durations();

        @SqlQuery("select a_doc->>'theme' from oddities order by id")
        List<String> themes();
    }

    @Test
    @DisplayName("V-4 V-5 a SqlObject gets the same values, and the same refusals")
    void sqlObjects() {
        JdbiTenantScope scope =
                OddRows.holdfast(database, database.applicationDataSource()).tenant(A);
        OddRows.insert(
                database,
                1,
                "an_instant, a_local, a_day, a_clock, an_amount, a_span",
                "'0005-02-29 12:00:00+00 BC', '1500-01-01', '5874897-12-31', '12:00', 1.50, '1 day 01:00:00'");
        scope.useSqlObject(OddDao.class, dao -> {
            assertThat(dao.instants()).containsExactly(Instant.parse("-0004-02-29T12:00:00Z"));
            assertThat(dao.offsets()).containsExactly(OffsetDateTime.parse("1500-01-01T00:00:00Z"));
            assertThat(dao.locals()).containsExactly(LocalDateTime.parse("1500-01-01T00:00:00"));
            assertThat(dao.days()).containsExactly(LocalDate.parse("+5874897-12-31"));
            assertThat(dao.clocks()).containsExactly(LocalTime.NOON);
            assertThat(dao.amounts()).containsExactly(new BigDecimal("1.50"));
            assertThat(dao.spans()).containsExactly(new Interval(0, 1, 3_600_000_000L));
            assertThat(dao.durations()).containsExactly(Duration.ofHours(25));
        });
        OddRows.insert(
                database,
                0,
                "an_instant, a_local, a_day, a_clock, an_amount",
                "'infinity', '-infinity', 'infinity', '24:00', 'NaN'");
        scope.useSqlObject(OddDao.class, dao -> {
            for (var use : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    dao::instants, dao::offsets, dao::locals, dao::days, dao::clocks, dao::amounts)) {
                assertThatThrownBy(use)
                        .hasStackTraceContaining("MappingException")
                        .hasStackTraceContaining("can't say");
            }
            assertThatThrownBy(dao::instants).isInstanceOfSatisfying(MappingException.class, e -> assertThat(e.column())
                    .isEqualTo("an_instant"));
        });
    }

    @Test
    @DisplayName(
            "V-4 an enum's labels may differ from the constants' names, in columns, conditions, arrays and defaults")
    void labels() {
        TenantScope scope =
                OddRows.holdfast(database, database.applicationDataSource()).tenant(A);
        scope.insertInto(ODDITIES, row -> row.set(ODDITIES.id, 1L)
                        .set(ODDITIES.level, Level.HIGH)
                        .set(ODDITIES.levels, List.of(Level.HIGH, Level.LOW)))
                .execute();
        assertThat(Sql.column(
                        database.superuserDataSource(),
                        "select concat_ws('; ', a_level, a_level_text, levels) from oddities"))
                .containsExactly("<high> & more; it's low; {\"<high> & more\",\"it's low\"}");
        Row row = scope.from(ODDITIES)
                .where(ODDITIES.level
                        .oneOf(List.of(Level.HIGH))
                        .and(ODDITIES.levelText.eq(Level.LOW))
                        .and(ODDITIES.levels.containsAll(List.of(Level.LOW))))
                .one();
        assertThat(row.get(ODDITIES.level)).isEqualTo(Level.HIGH);
        assertThat(row.get(ODDITIES.levelText)).isEqualTo(Level.LOW);
        assertThat(row.get(ODDITIES.levels)).containsExactly(Level.HIGH, Level.LOW);
        Sql.run(database.superuserDataSource(), "update oddities set a_level_text = 'LOW'");
        assertThatThrownBy(() -> scope.from(ODDITIES).one().get(ODDITIES.levelText))
                .isInstanceOf(MappingException.class)
                .hasMessage(
                        "oddities.a_level_text holds a label that Level doesn't have: add a constant for it, or change"
                                + " the stored value in a migration");
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(strings = {"preferQueryMode=extended", "preferQueryMode=simple", "prepareThreshold=1"})
    @DisplayName("V-5 settings of the role and of the session leave every value as it is")
    void settings(String mode) throws SQLException {
        List<Odd> all = readable();
        for (int i = 0; i < all.size(); i++) {
            OddRows.insert(database, i, all.get(i).column().name(), all.get(i).literal());
        }
        OddRows.insert(database, all.size(), "some_bytes", "'\\x00ff5c27'");
        String role = String.valueOf(Sql.one(database.applicationDataSource(), "select current_user"));
        String here = String.valueOf(Sql.one(database.applicationDataSource(), "select current_database()"));
        List<String> settings = List.of(
                "intervalstyle = sql_standard",
                "intervalstyle = postgres_verbose",
                "intervalstyle = iso_8601",
                "bytea_output = escape",
                "timezone = 'Asia/Kathmandu'",
                "extra_float_digits = -15",
                "datestyle = 'SQL, DMY'");
        for (String setting : settings) {
            String name = setting.substring(0, setting.indexOf(' '));
            Sql.run(database.superuserDataSource(), "alter role " + role + " in database " + here + " set " + setting);
            try (HikariDataSource pool = Pools.ofOne(database, mode)) {
                assertValues(all, pool);
            } finally {
                Sql.run(
                        database.superuserDataSource(),
                        "alter role " + role + " in database " + here + " reset " + name);
            }
            if (name.equals("datestyle")) {
                continue; // the driver ends a connection whose DateStyle is changed
            }
            try (Connection connection = DriverManager.getConnection(database.url(Role.APPLICATION) + "&" + mode)) {
                Sql.run(connection, "set " + setting);
                assertValues(all, new SingleConnectionDataSource(connection, true));
            }
        }
    }

    /** All rows as the children of one. */
    private static List<Row> included(Session scope) {
        var parent = ODDITIES.alias("parent");
        Include children = Include.children(ODDITIES.tenantId, parent.of(ODDITIES.tenantId))
                .orderBy(ODDITIES.id.asc())
                .named("all");
        return scope.from(parent)
                .where(parent.of(ODDITIES.id).eq(0L))
                .include(children)
                .one()
                .get(children);
    }

    private void assertValues(List<Odd> all, DataSource source) {
        TenantScope outside = OddRows.holdfast(database, source).tenant(A);
        assertValuesIn(outside, all);
        outside.inTransaction(tx -> {
            assertValuesIn(tx, all);
            return all;
        });
    }

    private static void assertValuesIn(Session scope, List<Odd> all) {
        for (int run = 0; run < 7; run++) {
            List<Row> rows = scope.from(ODDITIES)
                    .orderBy(ODDITIES.id.asc())
                    .map(row -> row)
                    .list();
            List<Row> included = included(scope);
            try (Stream<Row> stream = scope.from(ODDITIES).orderBy(ODDITIES.id.asc()).stream()) {
                assertRows(all, stream.limit(all.size()).toList(), rows.subList(0, all.size()));
            }
            assertRows(all, rows.subList(0, all.size()), included.subList(0, all.size()));
            assertThat(rows.get(all.size()).get(ODDITIES.bytes)).containsExactly(0, 0xff, 0x5c, 0x27);
            assertThat(included.get(all.size()).get(ODDITIES.bytes)).containsExactly(0, 0xff, 0x5c, 0x27);
        }
    }

    private static final SqlType<Integer> TO_NULL =
            SqlTypes.TEXT.mapped(Integer.class, Integer::valueOf, i -> nothing());
    private static final SqlType<Integer> FROM_NULL =
            SqlTypes.TEXT.mapped(Integer.class, text -> nothing(), String::valueOf);

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // as from a caller's Java without null-marking
    private static <T> T nothing() {
        return null;
    }

    @Test
    @DisplayName("V-4 a mapping that gives null is told with what it was for")
    void mappedToNull() {
        OddRows.insert(database, 1, "an_instant", "'2020-01-01 00:00:00+00'");
        TenantScope scope =
                OddRows.holdfast(database, database.applicationDataSource()).tenant(A);
        var read = PlainSql.expression(FROM_NULL, "odd", "'7'::text");

        assertThatThrownBy(() -> scope.from(ODDITIES).values(read).list())
                .isInstanceOfSatisfying(
                        MappingException.class, e -> assertThat(e.column()).isEqualTo("odd"));
        assertThatThrownBy(() -> PlainSql.value(TO_NULL, 7))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("its mapping refuses");
    }

    /** What an expression gives, and the same as an element. */
    private static void assertRead(TenantScope scope, SqlType<?> type, String sql, @Nullable Object expected) {
        for (boolean inArray : List.of(false, true)) {
            SqlType<?> read = inArray ? SqlTypes.array(type) : type;
            var odd = PlainSql.expression(read, "odd", inArray ? "array[" + sql + "]" : sql);
            var query = scope.from(ODDITIES).values(odd);
            if (expected == null) {
                assertThatThrownBy(query::one)
                        .as(read + " of " + sql)
                        .isInstanceOfSatisfying(MappingException.class, e -> assertThat(e.column())
                                .isEqualTo("odd"))
                        .hasMessageContaining("can't be read as")
                        .hasMessageNotContainingAny("75", "7000", "5000", "secret");
            } else {
                assertThat(query.one()).as(read + " of " + sql).isEqualTo(inArray ? List.of(expected) : expected);
            }
        }
    }

    @ParameterizedTest(name = "{displayName} [{0}]")
    @ValueSource(strings = {"preferQueryMode=extended", "preferQueryMode=simple", "prepareThreshold=1"})
    @DisplayName("V-4 a result of another type than the declared one is the same value, or an error that names it")
    void otherTypes(String mode) {
        OddRows.insert(database, 1, "an_instant", "'2020-01-01 00:00:00+00'");
        try (HikariDataSource pool = Pools.ofOne(database, mode)) {
            TenantScope scope = OddRows.holdfast(database, pool).tenant(A);
            for (int run = 0; run < 7; run++) {
                assertRead(scope, SqlTypes.BIGINT, "12.75", null);
                assertRead(scope, SqlTypes.BIGINT, "12.00", 12L);
                assertRead(scope, SqlTypes.BIGINT, "7::smallint", 7L);
                assertRead(scope, SqlTypes.INTEGER, "2.75::float8", null);
                assertRead(scope, SqlTypes.INTEGER, "2::float8", 2);
                assertRead(scope, SqlTypes.INTEGER, "5000000000", null);
                assertRead(scope, SqlTypes.SMALLINT, "70000", null);
                assertRead(scope, SqlTypes.SMALLINT, "7::smallint", (short) 7);
                assertRead(scope, SqlTypes.SMALLINT, "7", (short) 7);
                assertRead(scope, SqlTypes.REAL, "'0.1'::float8 + '0.2'::float8", null);
                assertRead(scope, SqlTypes.REAL, "'0.5'::float8", 0.5f);
                assertRead(scope, SqlTypes.DOUBLE, "5000567890123456789012345.678", null);
                assertThat(scope.from(ODDITIES)
                                .values(PlainSql.expression(SqlTypes.DOUBLE, "odd", "'NaN'::numeric"))
                                .one())
                        .isNaN();
                assertRead(scope, SqlTypes.DOUBLE, "0.1", 0.1);
                assertRead(scope, SqlTypes.UUID, "'secret'::text", null);
            }
        }
    }
}
