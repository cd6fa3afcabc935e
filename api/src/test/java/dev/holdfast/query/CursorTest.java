package dev.holdfast.query;

import static dev.holdfast.fixture.Readings.READINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.error.InvalidCursorException;
import dev.holdfast.error.StatementException;
import dev.holdfast.expression.PlainSql;
import dev.holdfast.fixture.Articles.Mood;
import dev.holdfast.fixture.FakeReader;
import dev.holdfast.fixture.Readings.Celsius;
import dev.holdfast.fixture.Sql;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.table.OrderedColumn;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static Select by(OrderedColumn<?> column) {
        return Select.from(READINGS).select(READINGS.id).orderBy(column.asc());
    }

    private static Cursor behind(Select ordered, @Nullable Object... sortValues) {
        PageQuery<Row> page = ordered.limit(1).paged();
        @Nullable Object[] values = new @Nullable Object[1 + sortValues.length];
        System.arraycopy(sortValues, 0, values, 1, sortValues.length);
        Row row = FakeReader.row(page.rows().shape(), values);
        return page.toPage(List.of(row, row)).next();
    }

    @Test
    void itPrintsAsItsToken() {
        Cursor cursor = behind(by(READINGS.text), "x", 1);

        assertThat(cursor).hasToString(cursor.token());
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(behind(by(READINGS.text), "x".repeat(20_000), 1)).hasToString("Cursor[no token]");
    }

    static Stream<Arguments> sortable() {
        return Stream.of(
                arguments(READINGS.uuid, new UUID(-1, 42)),
                arguments(READINGS.small, Short.MIN_VALUE),
                arguments(READINGS.big, Long.MIN_VALUE),
                arguments(READINGS.exact, new BigDecimal("-12345678901234567890.0123456789")),
                arguments(READINGS.exact, new BigDecimal("1E+3")),
                arguments(READINGS.single, 0.1f),
                arguments(READINGS.single, Float.NaN),
                arguments(READINGS.twofold, Double.MIN_VALUE),
                arguments(READINGS.twofold, Double.NEGATIVE_INFINITY),
                arguments(READINGS.text, ""),
                arguments(READINGS.text, "ü 😀 \n'\"?"),
                arguments(READINGS.instant, Instant.parse("2024-02-29T23:59:59.999999Z")),
                arguments(READINGS.instant, Instant.parse("-4712-12-31T00:00:00Z")),
                arguments(READINGS.local, LocalDateTime.of(2024, 1, 1, 0, 0)),
                arguments(READINGS.day, LocalDate.of(-44, 3, 15)),
                arguments(READINGS.time, LocalTime.of(23, 59, 59, 1000)),
                arguments(READINGS.span, new Interval(-1, 2, -3)),
                arguments(READINGS.address, Inet.of("fe80::1/64")),
                arguments(READINGS.flag, true),
                arguments(READINGS.mood, Mood.ANGRY),
                arguments(READINGS.pgMood, Mood.CALM),
                arguments(READINGS.warmth, new Celsius(new BigDecimal("36.60"))));
    }

    @ParameterizedTest
    @MethodSource("sortable")
    void everySortableTypeGoesThroughATokenWithoutLoss(OrderedColumn<?> column, Object value) {
        Select ordered = by(column);
        Cursor cursor = behind(ordered, value, 1);
        Cursor parsed = Cursor.parse(cursor.token());

        assertThat(parsed).isEqualTo(cursor).hasSameHashCodeAs(cursor);
        assertThat(cursor.token()).matches("[A-Za-z0-9_-]+");
        assertThat(Sql.values(ordered.after(parsed)))
                .containsExactly(column.type().toWire(value), 1);
    }

    @Test
    void nullGoesThroughAToken() {
        var nullable = PlainSql.expression(SqlTypes.INTEGER, "n", "{0} + 1", READINGS.id);
        Select ordered = Select.from(READINGS).select(READINGS.id).orderBy(nullable.asc());
        Cursor parsed = Cursor.parse(behind(ordered, null, 1).token());

        assertThat(ordered.after(parsed).toSql()).contains("where (readings.id + 1) is null and readings.id > ?");
    }

    @Test
    void itsTextShowsNoValue() {
        Cursor cursor = behind(by(READINGS.text), "secret", 1);

        assertThat(cursor.toString()).isEqualTo(cursor.token()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AQ", "AQ==", "****", "AAAAAAAA", "ÄÖÜ", " ", "null"})
    void whatIsNoTokenIsRefused(String token) {
        assertThatThrownBy(() -> Cursor.parse(token))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessage("The cursor is damaged or isn't one: start at the first page");
    }

    @Test
    void aTokenBeyondAllReasonIsRefusedUnread() {
        assertThatThrownBy(() -> Cursor.parse("A".repeat(1_000_000))).isInstanceOf(InvalidCursorException.class);
        Cursor cursor = behind(by(READINGS.text), "x".repeat(20_000), 1);
        assertThatThrownBy(cursor::token)
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("too long for a cursor");
    }

    @Test
    void randomBytesAreAlwaysAnInvalidCursor() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 1; // the right format, so that the rest is read
            }
            refusedOrHarmless(by(READINGS.text), bytes, seed);
        }
    }

    @Test
    void damagedTokensAreAlwaysAnInvalidCursorOrAnotherPlace() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Arguments> cases = sortable().toList();
        for (int i = 0; i < 20_000; i++) {
            Object[] one = cases.get(random.nextInt(cases.size())).get();
            Select ordered = by((OrderedColumn<?>) one[0]);
            byte[] bytes =
                    Base64.getUrlDecoder().decode(behind(ordered, one[1], 1).token());
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            refusedOrHarmless(ordered, bytes, seed);
        }
    }

    private static void refusedOrHarmless(Select ordered, byte[] bytes, long seed) {
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            String sql = ordered.after(Cursor.parse(token)).toSql();
            assertThat(sql).contains("> (?");
        } catch (InvalidCursorException refused) {
            assertThat(refused).hasNoCause();
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ", token " + token, e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e131073", "1e-16384", "NaN", ""})
    void aNumberThatWouldFillTheMemoryIsRefused(String text) {
        byte[] bytes = Base64.getUrlDecoder()
                .decode(behind(by(READINGS.exact), new BigDecimal("1".repeat(text.length() + 1)), 1)
                        .token());
        String raw = new String(bytes, StandardCharsets.ISO_8859_1);
        String forged =
                raw.replace((char) (text.length() + 1) + "1".repeat(text.length() + 1), (char) text.length() + text);
        String token =
                Base64.getUrlEncoder().withoutPadding().encodeToString(forged.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(forged).isNotEqualTo(raw);
        assertThatThrownBy(() -> by(READINGS.exact).after(Cursor.parse(token)).toSql())
                .isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void whatHasNoOrderInJavaTermsIsRefused() {
        var raw = PlainSql.expression(SqlTypes.BYTEA, "raw", "{0}", READINGS.raw);
        Select ordered = Select.from(READINGS).select(READINGS.id).orderBy(raw.asc());

        assertThatThrownBy(() -> behind(ordered, new byte[1], 1))
                .isInstanceOf(StatementException.class)
                .hasMessageContaining("can't be ordered by BYTEA");
    }
}
