package dev.holdfast.jdbi.statement;

import static dev.holdfast.expression.Expressions.max;
import static dev.holdfast.expression.Expressions.min;
import static dev.holdfast.jdbi.fixture.Press.A;
import static dev.holdfast.jdbi.fixture.Press.B;
import static dev.holdfast.jdbi.fixture.Samples.SAMPLES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.TenantScope;
import dev.holdfast.expression.OrderedExpression;
import dev.holdfast.jdbi.Jackson2Json;
import dev.holdfast.jdbi.JdbiHoldfast;
import dev.holdfast.jdbi.fixture.Layout;
import dev.holdfast.jdbi.fixture.Mood;
import dev.holdfast.jdbi.fixture.Press;
import dev.holdfast.table.AnyColumn;
import dev.holdfast.table.ArrayColumn;
import dev.holdfast.table.Column;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.testkit.PostgresTest;
import dev.holdfast.testkit.TestDatabase;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type of column: values at its edges there and back, null, and every comparison it offers. */
@PostgresTest(template = Press.class)
class TypesTest {

    /** A column with values that differ from each other, in their order where it has one. */
    record Edges<T extends @Nullable Object>(Column<T> column, List<T> values) {

        @SafeVarargs
        @SuppressWarnings("varargs")
        static <T extends @Nullable Object> Edges<T> of(Column<T> column, T... values) {
            return new Edges<>(column, List.of(values));
        }

        @Override
        public String toString() {
            return column.toString();
        }
    }

    private final TestDatabase database;
    private final JdbiHoldfast holdfast;

    TypesTest(TestDatabase database) {
        this.database = database;
        this.holdfast = Press.holdfast(database);
    }

    static Stream<Edges<?>> edges() {
        return Stream.of(
                Edges.of(SAMPLES.uuid, new UUID(0, 0), new UUID(1, -1), new UUID(-1, -1)),
                Edges.of(SAMPLES.smallint, Short.MIN_VALUE, (short) 0, Short.MAX_VALUE),
                Edges.of(SAMPLES.integer, Integer.MIN_VALUE / 2, 0, Integer.MAX_VALUE / 2),
                Edges.of(SAMPLES.bigint, Long.MIN_VALUE, 0L, Long.MAX_VALUE),
                Edges.of(SAMPLES.varchar, "", "aäöü😀", "b zwanzig Zeichen hi"),
                Edges.of(SAMPLES.bool, false, true),
                Edges.of(
                        SAMPLES.timestamptz,
                        Instant.parse("0001-01-01T00:00:00Z"),
                        Instant.parse("1969-12-31T23:59:59.999999Z"),
                        Instant.parse("2026-03-29T01:30:00.000001Z"),
                        Instant.parse("9999-12-31T23:59:59.999999Z")),
                Edges.of(
                        SAMPLES.timestamp,
                        LocalDateTime.parse("0001-01-01T00:00:00"),
                        LocalDateTime.parse("2026-03-29T02:30:00.123456"),
                        LocalDateTime.parse("9999-12-31T23:59:59.999999")),
                Edges.of(
                        SAMPLES.date,
                        LocalDate.parse("0001-01-01"),
                        LocalDate.parse("1582-10-10"),
                        LocalDate.parse("2024-02-29"),
                        LocalDate.parse("9999-12-31")),
                Edges.of(
                        SAMPLES.time,
                        LocalTime.MIDNIGHT,
                        LocalTime.parse("12:34:56.000001"),
                        LocalTime.parse("23:59:59.999999")),
                Edges.of(
                        SAMPLES.interval,
                        new Interval(-1200, 0, 0),
                        new Interval(0, -1, -1),
                        new Interval(0, 0, 0),
                        new Interval(0, 0, 90_061_000_001L),
                        new Interval(13, 3, -1)),
                Edges.of(
                        SAMPLES.numeric,
                        new BigDecimal("-999999999.999"),
                        new BigDecimal("-0.001"),
                        new BigDecimal("0.000"),
                        new BigDecimal("999999999.999")),
                Edges.of(
                        SAMPLES.real,
                        Float.NEGATIVE_INFINITY,
                        -Float.MAX_VALUE,
                        Float.MIN_NORMAL,
                        0.1f,
                        Float.POSITIVE_INFINITY,
                        Float.NaN),
                Edges.of(
                        SAMPLES.doublePrecision,
                        Double.NEGATIVE_INFINITY,
                        -Double.MAX_VALUE,
                        Double.MIN_NORMAL,
                        0.1,
                        Double.POSITIVE_INFINITY,
                        Double.NaN),
                Edges.of(SAMPLES.pgEnum, Mood.GLAD, Mood.SAD),
                Edges.of(SAMPLES.enumText, Mood.GLAD, Mood.SAD),
                Edges.of(
                        SAMPLES.inet,
                        Inet.of("0.0.0.0/0"),
                        Inet.of("10.1.2.3/8"),
                        Inet.of("192.168.0.1"),
                        Inet.of("255.255.255.255"),
                        Inet.of("::1"),
                        Inet.of("2001:db8::/32"),
                        Inet.of("2001:db8::1/128")),
                Edges.of(SAMPLES.link, URI.create("https://a.test/%20"), URI.create("https://b.test/?q=1&r=%7B0%7D")));
    }

    @ParameterizedTest
    @MethodSource("edges")
    <T> void aValueComesBackAsItWent(Edges<T> edges) {
        TenantScope a = fresh();
        List<Long> ids = store(a, edges);
        for (int i = 0; i < ids.size(); i++) {
            Long id = ids.get(i);
            T value = edges.values().get(i);
            assertThat(a.from(SAMPLES).where(SAMPLES.id.eq(id)).one().get(edges.column()))
                    .isEqualTo(normal(value));
        }
    }

    @ParameterizedTest
    @MethodSource("edges")
    <T> void manyRowsTravelAsArraysAndKeepTheirNulls(Edges<T> edges) {
        TenantScope a = fresh();
        List<@Nullable T> all = new java.util.ArrayList<>(edges.values());
        all.add(1, null);
        a.insertInto(SAMPLES)
                .rows(all, (row, value) -> row.set(edges.column(), value))
                .execute();
        assertThat(a.from(SAMPLES)
                        .orderBy(SAMPLES.id.asc())
                        .values(edges.column())
                        .list())
                .isEqualTo(all.stream().map(TypesTest::normal).toList());
    }

    @ParameterizedTest
    @MethodSource("edges")
    <T> void equalityFindsTheOneRow(Edges<T> edges) {
        TenantScope a = fresh();
        List<Long> ids = store(a, edges);
        Long none = id(a, edges.column(), null);
        Column<T> column = edges.column();
        for (int i = 0; i < ids.size(); i++) {
            T value = edges.values().get(i);
            assertThat(ids(a, column.eq(value))).as("eq").containsExactly(ids.get(i));
            assertThat(ids(a, column.isNotDistinctFrom(value))).as("same").containsExactly(ids.get(i));
            assertThat(ids(a, column.ne(value)))
                    .as("ne leaves out null too")
                    .hasSize(ids.size() - 1)
                    .doesNotContain(ids.get(i), none);
            assertThat(ids(a, column.isDistinctFrom(value)))
                    .as("distinct has null too")
                    .hasSize(ids.size())
                    .contains(none);
        }
        assertThat(ids(a, column.oneOf(edges.values()))).containsExactlyElementsOf(ids);
        assertThat(ids(a, column.oneOf(edges.values().subList(0, 1)))).containsExactly(ids.get(0));
        assertThat(ids(a, column.oneOf(List.of()))).isEmpty();
        assertThat(ids(a, column.noneOf(edges.values()))).isEmpty();
        assertThat(ids(a, column.noneOf(List.of()))).hasSize(ids.size() + 1);
        assertThat(ids(a, column.isNull())).containsExactly(none);
        assertThat(ids(a, column.isNotNull())).containsExactlyElementsOf(ids);
        assertThat(ids(a, column.isNotDistinctFrom(null))).containsExactly(none);
        assertThat(ids(a, column.eq(edges.values().get(0)).not()))
                .as("not of unknown is unknown")
                .doesNotContain(none);
        assertThat(holdfast.tenant(B).from(SAMPLES).where(column.isNotNull()).count())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("edges")
    <T> void orderAndRange(Edges<T> edges) {
        if (!(edges.column() instanceof OrderedColumn<T> column)) {
            return; // a boolean has no order here
        }
        TenantScope a = fresh();
        List<Long> ids = store(a, edges);
        Long none = id(a, column, null);
        List<T> values = edges.values();
        int last = ids.size() - 1;
        assertThat(a.from(SAMPLES).orderBy(column.asc()).values(SAMPLES.id).list())
                .startsWith(ids.toArray(Long[]::new))
                .endsWith(none);
        assertThat(a.from(SAMPLES)
                        .orderBy(column.desc().nullsLast())
                        .values(SAMPLES.id)
                        .list())
                .startsWith(ids.get(last))
                .endsWith(none);
        assertThat(a.from(SAMPLES)
                        .orderBy(column.asc().nullsFirst())
                        .values(SAMPLES.id)
                        .list())
                .startsWith(none, ids.get(0));
        assertThat(ids(a, column.between(values.get(0), values.get(last)))).containsExactlyElementsOf(ids);
        assertThat(ids(a, column.between(values.get(1), values.get(1)))).containsExactly(ids.get(1));
        assertThat(ids(a, column.lt(values.get(1)))).containsExactly(ids.get(0));
        assertThat(ids(a, column.le(values.get(1)))).containsExactly(ids.get(0), ids.get(1));
        assertThat(ids(a, column.gt(values.get(last)))).isEmpty();
        assertThat(ids(a, column.ge(values.get(last)))).containsExactly(ids.get(last));
    }

    @Test
    void theLeastAndTheGreatestKeepTheirType() {
        TenantScope a = fresh();
        edges().forEach(edges -> storeAll(a, edges));
        for (OrderedExpression<?> column : List.<OrderedExpression<?>>of(
                SAMPLES.bigint,
                SAMPLES.timestamptz,
                SAMPLES.date,
                SAMPLES.interval,
                SAMPLES.numeric,
                SAMPLES.pgEnum,
                SAMPLES.inet,
                SAMPLES.link)) {
            Edges<?> of = edges().filter(e -> e.column() == column).findFirst().orElseThrow();
            assertThat(a.from(SAMPLES).values(min(column)).one())
                    .isEqualTo(normal(of.values().get(0)));
            assertThat(a.from(SAMPLES).values(max(column)).one())
                    .isEqualTo(normal(of.values().get(of.values().size() - 1)));
        }
    }

    private static void storeAll(TenantScope a, Edges<?> edges) {
        store(a, edges);
    }

    @Test
    void textKeepsEveryCharacterThatPostgresCan() {
        TenantScope a = fresh();
        for (String text : List.of(
                "",
                " ",
                "'; drop table samples; --",
                "\\ \" ' ` $1 ? ?? {0} :x //",
                "\u0001\t\r\n\u007f",
                "𝔘𝔫𝔦 😀\uFEFF",
                "a".repeat(1_000_000))) {
            Long id = id(a, SAMPLES.text, text);
            assertThat(a.from(SAMPLES)
                            .where(SAMPLES.id.eq(id))
                            .values(SAMPLES.text)
                            .one())
                    .isEqualTo(text);
            assertThat(ids(a, SAMPLES.text.eq(text))).containsExactly(id);
            assertThat(ids(a, SAMPLES.text.oneOf(List.of(text, "other")))).containsExactly(id);
            assertThat(a.from(SAMPLES)
                            .where(SAMPLES.text
                                    .startsWith(text)
                                    .and(SAMPLES.text.endsWith(text))
                                    .and(SAMPLES.id.eq(id)))
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void wildcardsInTextAreTakenLiterally() {
        TenantScope a = fresh();
        Long percent = id(a, SAMPLES.text, "100% _sure\\");
        id(a, SAMPLES.text, "1000 xsure");
        assertThat(ids(a, SAMPLES.text.contains("% _"))).containsExactly(percent);
        assertThat(ids(a, SAMPLES.text.endsWith("_sure\\"))).containsExactly(percent);
        assertThat(ids(a, SAMPLES.text.startsWith("100%"))).containsExactly(percent);
        assertThat(ids(a, SAMPLES.text.like("100%"))).hasSize(2);
        assertThat(ids(a, SAMPLES.text.ilike("%SURE%"))).hasSize(2);
        assertThat(ids(a, SAMPLES.text.eqIgnoreCase("1000 XSURE"))).hasSize(1);
        assertThat(ids(a, SAMPLES.text.matches("^1000? x"))).hasSize(1);
    }

    @Test
    void bytesOfEveryKind() {
        TenantScope a = fresh();
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (byte[] bytes : List.of(new byte[0], new byte[1], all, new byte[100_000])) {
            Long id = id(a, SAMPLES.bytea, bytes);
            assertThat(a.from(SAMPLES)
                            .where(SAMPLES.id.eq(id))
                            .values(SAMPLES.bytea)
                            .one())
                    .isEqualTo(bytes);
            assertThat(ids(a, SAMPLES.bytea.eq(bytes))).containsExactly(id);
            assertThat(ids(a, SAMPLES.bytea.oneOf(Collections.singletonList(bytes))))
                    .containsExactly(id);
        }
        Long none = id(a, SAMPLES.bytea, null);
        assertThat(ids(a, SAMPLES.bytea.isNull())).containsExactly(none);
        assertThat(a.from(SAMPLES)
                        .where(SAMPLES.id.eq(none))
                        .values(SAMPLES.bytea)
                        .oneOrNull())
                .isNull();
    }

    @Test
    void arraysWithNullsAndNothing() {
        TenantScope a = fresh();
        roundTrip(a, SAMPLES.integers, List.of(), Arrays.asList(1, null, Integer.MIN_VALUE), Arrays.asList((Integer)
                null));
        roundTrip(
                a,
                SAMPLES.instants,
                List.of(),
                Arrays.asList(Instant.parse("2026-01-01T00:00:00.000001Z"), null),
                List.of(Instant.parse("0001-01-01T00:00:00Z")));
        roundTrip(a, SAMPLES.moods, List.of(), Arrays.asList(Mood.SAD, null, Mood.GLAD));
        Long id = id(a, SAMPLES.integers, Arrays.asList(5, 6, null));
        assertThat(ids(a, SAMPLES.integers.containsAll(List.of(6, 5)))).containsExactly(id);
        assertThat(ids(a, SAMPLES.integers.containsAll(List.of(6, 7)))).isEmpty();
        assertThat(ids(a, SAMPLES.integers.overlaps(List.of(7, 6)))).containsExactly(id);
    }

    @SafeVarargs
    private static <T extends @Nullable Object> void roundTrip(TenantScope a, ArrayColumn<T> column, T... lists) {
        for (T list : lists) {
            Long id = id(a, column, list);
            assertThat(a.from(SAMPLES).where(SAMPLES.id.eq(id)).values(column).one())
                    .isEqualTo(list);
            assertThat(ids(a, column.eq(list))).contains(id);
            assertThat(ids(a, column.isNotDistinctFrom(list))).contains(id);
        }
        Long none = id(a, column, null);
        assertThat(a.from(SAMPLES).where(SAMPLES.id.eq(none)).values(column).oneOrNull())
                .isNull();
        assertThat(ids(a, column.isNull())).contains(none);
    }

    @Test
    void jsonByJackson3AndJackson2() {
        Layout layout = new Layout("it's \"\\{}[]:?😀", List.of(1, -2, Integer.MAX_VALUE));
        TenantScope three = fresh();
        TenantScope two = JdbiHoldfast.builder(database.applicationDataSource())
                .schema(Press.SCHEMA)
                .json(new Jackson2Json())
                .build()
                .tenant(A);
        for (TenantScope writer : List.of(three, two)) {
            Long id = id(writer, SAMPLES.jsonb, layout);
            for (TenantScope reader : List.of(three, two)) {
                assertThat(reader.from(SAMPLES)
                                .where(SAMPLES.id.eq(id))
                                .values(SAMPLES.jsonb)
                                .one())
                        .isEqualTo(layout);
                assertThat(ids(reader, SAMPLES.jsonb.contains(new Layout(layout.theme(), List.of(-2)))))
                        .contains(id);
                assertThat(reader.from(SAMPLES)
                                .where(SAMPLES.jsonb
                                        .textAt("widths", "1")
                                        .eq("-2")
                                        .and(SAMPLES.id.eq(id)))
                                .values(SAMPLES.jsonb.textAt("theme"))
                                .one())
                        .isEqualTo(layout.theme());
            }
        }
        Long none = id(three, SAMPLES.jsonb, null);
        assertThat(ids(three, SAMPLES.jsonb.isNull())).containsExactly(none);
        assertThat(ids(three, SAMPLES.jsonb.isNotNull())).hasSize(2);
        three.insertInto(SAMPLES)
                .rows(Arrays.asList(layout, null, layout), (row, value) -> row.set(SAMPLES.jsonb, value))
                .execute();
        assertThat(ids(three, SAMPLES.jsonb.contains(layout))).hasSize(4);
    }

    @Test
    void whatPostgresFillsIn() {
        TenantScope a = fresh();
        Long id = id(a, SAMPLES.integer, 21);
        var row = a.from(SAMPLES).where(SAMPLES.id.eq(id)).one();
        assertThat(row.get(SAMPLES.withDefault)).isEqualTo(7);
        assertThat(row.get(SAMPLES.token)).isNotNull();
        assertThat(row.get(SAMPLES.doubled)).isEqualTo(42);
        assertThat(row.get(SAMPLES.tenantId)).isEqualTo(A);
    }

    private TenantScope fresh() {
        TenantScope a = holdfast.tenant(A);
        a.deleteFrom(SAMPLES).everyRow().execute();
        return a;
    }

    private static <T extends @Nullable Object> List<Long> store(TenantScope scope, Edges<T> edges) {
        return edges.values().stream()
                .map(value -> id(scope, edges.column(), value))
                .toList();
    }

    private static <T extends @Nullable Object> Long id(TenantScope scope, AnyColumn<T> column, @Nullable T value) {
        return scope.insertInto(SAMPLES, row -> row.set(column, value))
                .returning(SAMPLES.id)
                .one()
                .get(SAMPLES.id);
    }

    private static List<Long> ids(TenantScope scope, dev.holdfast.expression.Condition condition) {
        return scope.from(SAMPLES)
                .where(condition)
                .orderBy(SAMPLES.id.asc())
                .values(SAMPLES.id)
                .list();
    }

    /** PostgreSQL leaves out the mask of a single address. */
    private static @Nullable Object normal(@Nullable Object value) {
        return value instanceof Inet inet && inet.text().endsWith("/128")
                ? Inet.of(inet.text().replace("/128", ""))
                : value;
    }
}
