package dev.holdfast.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

    private static final SqlType<?> TEXTS = SqlTypes.array(SqlTypes.TEXT);

    private static void assertRefused(SqlType<?> type, Object value, String reason) {
        for (var way : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> Gate.pass(type, "goods.it", value),
                () -> Parameter.of(value, type, "goods.it"),
                () -> Values.required(type, "goods.it", value),
                () -> Values.optional(type, "goods.it", value),
                () -> Values.stored(type, "goods.it", value),
                () -> Values.toWire(type, "goods.it", value),
                () -> Values.array(type, "goods.it", List.of(value)),
                () -> Values.required(SqlTypes.array(type), "goods.it", Arrays.asList(null, value)),
                () -> Parameter.of(new Object[] {value}, SqlTypes.array(type), "goods.it"),
                () -> Values.optional(SqlType.encrypted(type, "goods", "it"), "goods.it", value))) {
            assertThatThrownBy(way)
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("goods.it ")
                    .hasMessageContaining(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1E+131072", "-1E+131072", "1E-16384", "1E-20000", "1e200000", "1E+999999999", "1E-999999999"})
    @Timeout(5)
    @DisplayName("V-1 a number beyond numeric is refused by every way, and never written out")
    void numbersBeyond(String number) {
        assertRefused(SqlTypes.NUMERIC, new BigDecimal(number), "beyond PostgreSQL's numeric");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+131071", "-9E+131071", "1E-16383", "0", "-0.00", "12.340"})
    @DisplayName("V-1 a number within numeric passes as it is")
    void numbersWithin(String number) {
        BigDecimal value = new BigDecimal(number);
        assertThat(Gate.pass(SqlTypes.NUMERIC, "n", value)).isSameAs(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.005", "-0.001", "1E-3", "100000000", "-123456789.1"})
    @DisplayName("V-1 what numeric(10,2) would round off or overflow is refused when it is stored, and may be compared")
    void numbersThatWouldBeRounded(String number) {
        SqlType<?> money = SqlTypes.numeric(10, 2);
        BigDecimal value = new BigDecimal(number);
        for (SqlType<?> type : List.of(money, SqlType.encrypted(money, "goods", "price"))) {
            assertThatThrownBy(() -> Values.stored(type, "goods.price", value))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageStartingWith("goods.price has ")
                    .hasMessageContaining("numeric(10,2) keeps");
        }
        assertThatThrownBy(() -> Values.stored(SqlTypes.array(money), "goods.prices", List.of(value)))
                .hasMessageStartingWith("goods.prices has ");
        assertThat(Values.required(money, "goods.price", value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.000", "1.5", "1.500000", "99999999.99", "-99999999.99", "1E+7", "1E2"})
    @DisplayName("V-1 trailing zeros are no loss")
    void numbersThatFit(String number) {
        assertThatCode(() -> Values.stored(SqlTypes.numeric(10, 2), "goods.price", new BigDecimal(number)))
                .doesNotThrowAnyException();
    }

    @Test
    void aScaleMayBeBelowZeroOrAboveThePrecision() {
        assertThatCode(() -> Values.stored(SqlTypes.numeric(3, -2), "n", new BigDecimal("12300")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Values.stored(SqlTypes.numeric(3, -2), "n", new BigDecimal("12310")))
                .hasMessageContaining("decimal places");
        assertThatThrownBy(() -> Values.stored(SqlTypes.numeric(3, 5), "n", new BigDecimal("0.01")))
                .hasMessageContaining("digits before the point");
        assertThatThrownBy(() -> SqlTypes.numeric(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SqlTypes.numeric(1001, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00b", "\udc00\ud800", "end\ud83d", "\ud83d\ud83d\ude00"})
    @DisplayName("V-2 half a character is refused by every way, as NUL is")
    void halfCharacters(String text) {
        assertRefused(SqlTypes.TEXT, text, "lone surrogate");
        assertRefused(SqlTypes.TEXT, text + "\0", text.startsWith("\0") ? "NUL" : "lone surrogate");
        assertRefused(SqlTypes.TEXT, "\0" + text, "NUL character");
        assertThatThrownBy(() -> Gate.name("actor", text, 100, "say who"))
                .hasMessageStartingWith("actor holds a lone surrogate");
    }

    @Test
    @DisplayName("V-2 exactly the text that UTF-8 carries passes")
    void texts() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            char[] chars = new char[random.nextInt(6)];
            for (int j = 0; j < chars.length; j++) {
                chars[j] = (char) (random.nextBoolean() ? 0xD7FE + random.nextInt(0x804) : random.nextInt(0x10000));
            }
            String text = new String(chars);
            boolean carried = StandardCharsets.UTF_8.newEncoder().canEncode(text) && text.indexOf('\0') < 0;
            if (carried) {
                assertThat(Gate.text("t", text)).isSameAs(text);
            } else {
                assertThatThrownBy(() -> Gate.text("t", text)).isInstanceOf(InvalidValueException.class);
            }
        }
    }

    @Test
    void aNameSaysSomething() {
        for (String name : Arrays.asList(null, "", " \n", "x".repeat(11))) {
            assertThatThrownBy(() -> Gate.name("actor", name, 10, "say who"))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("actor is blank or has more than 10 characters: say who.");
        }
        assertThat(Gate.name("actor", "ada", 10, "say who")).isEqualTo("ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "[\"\\ud83dx\"]",
                "\"\\ud83d\\u0041\"",
                "\"\\udE00\\ud83D\"",
                "\"\\\\\\uD800\"",
                "\"\ud800\"",
                "{\"\udc00\": 1}",
                "\"\ud83d" + "\\ude00\""
            })
    @DisplayName("V-2 half a character in JSON is refused, escaped or not, in keys and values")
    void halfCharactersInJson(String json) {
        assertThatThrownBy(() -> Gate.json("goods.doc", json))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("goods.doc holds a lone surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u0000\"", "{\"\\u0000\":1}", "\"\\\\\\u0000\"", "\"\0\""})
    void aNulInJsonIsRefused(String json) {
        assertThatThrownBy(() -> Gate.json("goods.doc", json)).hasMessageContaining("NUL character, which jsonb can't");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e200000",
                "[-1E+131072]",
                "{\"a\":1e-16384}",
                "1e99999999999",
                "{\"1\":[0,1e131072]}",
                "2e+131072"
            })
    @DisplayName("V-1 a number in JSON that numeric can't keep is refused")
    void numbersInJson(String json) {
        assertThatThrownBy(() -> Gate.json("goods.doc", json))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("goods.doc holds a number beyond");
    }

    @Test
    @DisplayName("V-1 a number in JSON of many digits is counted")
    void longNumbersInJson() {
        assertThatThrownBy(() -> Gate.json("doc", "[" + "9".repeat(131_073) + "]"))
                .hasMessageContaining("number");
        assertThatThrownBy(() -> Gate.json("doc", "9".repeat(1_000_000))).hasMessageContaining("number");
        assertThatThrownBy(() -> Gate.json("doc", "0." + "9".repeat(16_384))).hasMessageContaining("number");
        assertThatCode(() -> Gate.json("doc", "0." + "9".repeat(16_383))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\\uDE00 😀 1e999999 \\\\ud800 \\\\u0000 \\\" \\\\\"",
                "{\"a\":[1,-2.5e10,0.1E-5,true,null],\"b\\n\":\"\\u00e4\"}",
                "1e131071",
                "",
                "\"\\u12"
            })
    void otherJsonPasses(String json) {
        assertThat(Gate.json("doc", json)).isSameAs(json);
    }

    static Stream<Arguments> beyond() {
        return Stream.of(
                arguments(SqlTypes.TIMESTAMPTZ, Instant.MIN),
                arguments(SqlTypes.TIMESTAMPTZ, Instant.MAX),
                arguments(SqlTypes.TIMESTAMPTZ, Instant.parse("-4712-11-23T23:59:59.999999999Z")),
                arguments(SqlTypes.TIMESTAMPTZ, Instant.parse("+294277-01-01T00:00:00Z")),
                arguments(SqlTypes.TIMESTAMP, LocalDateTime.MIN),
                arguments(SqlTypes.TIMESTAMP, LocalDateTime.MAX),
                arguments(SqlTypes.TIMESTAMP, LocalDateTime.parse("+294277-01-01T00:00:00")),
                arguments(SqlTypes.DATE, LocalDate.MIN),
                arguments(SqlTypes.DATE, LocalDate.MAX),
                arguments(SqlTypes.DATE, LocalDate.of(-4712, 11, 23)),
                arguments(SqlTypes.DATE, LocalDate.of(5_874_898, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("beyond")
    @DisplayName("V-3 a time beyond PostgreSQL's is refused by every way")
    void timesBeyond(SqlType<?> type, Object time) {
        assertRefused(type, time, "4713 BC");
    }

    @Test
    @DisplayName("V-3 what is finer than a microsecond is cut off, downwards, before 1970 too")
    void cut() {
        assertThat(Gate.pass(SqlTypes.TIMESTAMPTZ, "t", Instant.parse("2024-01-01T00:00:00.999999999Z")))
                .isEqualTo(Instant.parse("2024-01-01T00:00:00.999999Z"));
        assertThat(Gate.pass(SqlTypes.TIMESTAMPTZ, "t", Instant.EPOCH.minusNanos(1)))
                .isEqualTo(Instant.EPOCH.minusNanos(1000));
        assertThat(Gate.pass(SqlTypes.TIMESTAMP, "t", LocalDateTime.parse("-0001-01-01T00:00:00.000000500")))
                .isEqualTo(LocalDateTime.parse("-0001-01-01T00:00:00"));
        assertThat(Gate.pass(SqlTypes.TIME, "t", LocalTime.MAX)).isEqualTo(LocalTime.parse("23:59:59.999999"));
        Instant exact = Instant.parse("2024-01-01T00:00:00.000001Z");
        assertThat(Gate.pass(SqlTypes.TIMESTAMPTZ, "t", exact)).isSameAs(exact);
    }

    @Test
    @DisplayName("V-3 elements of an array are cut in a copy")
    void cutElements() {
        Object[] given = {null, Instant.EPOCH, Instant.EPOCH.plusNanos(1)};
        Object passed = Gate.pass(SqlTypes.array(SqlTypes.TIMESTAMPTZ), "t", given);
        assertThat((Object[]) passed).containsExactly(null, Instant.EPOCH, Instant.EPOCH);
        assertThat(given[2]).isEqualTo(Instant.EPOCH.plusNanos(1));
        Object[] texts = {"a", null};
        assertThat(Gate.pass(TEXTS, "t", texts)).isSameAs(texts);
    }

    @Test
    @DisplayName("V-3 the two intervals that PostgreSQL takes for infinity are refused")
    void intervals() {
        assertRefused(
                SqlTypes.INTERVAL, new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE), "infinity");
        assertRefused(
                SqlTypes.INTERVAL, new Interval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE), "infinity");
        Interval long_ = new Interval(Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE);
        assertThat(Gate.pass(SqlTypes.INTERVAL, "i", long_)).isSameAs(long_);
        assertThat(Interval.of(Duration.ofDays(1)).toSqlText()).isEqualTo("0 months 0 days 86400000000 microseconds");
    }

    @Test
    @DisplayName("V-1 real and double keep NaN and infinities")
    void floats() {
        for (Object value : List.of(Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThat(Gate.pass(SqlTypes.DOUBLE, "d", value)).isSameAs(value);
        }
        assertThat(Gate.pass(SqlTypes.REAL, "d", Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    static Stream<Arguments> written() {
        return Stream.of(
                arguments(Wire.TIMESTAMPTZ, Instant.parse("2024-02-29T23:59:59.120Z"), "2024-02-29 23:59:59.120000+00"),
                arguments(Wire.TIMESTAMPTZ, Instant.parse("-4712-12-31T00:00:00Z"), "4713-12-31 00:00:00+00 BC"),
                arguments(Wire.TIMESTAMPTZ, Instant.parse("+294276-12-31T00:00:00Z"), "294276-12-31 00:00:00+00"),
                arguments(
                        Wire.TIMESTAMP,
                        LocalDateTime.parse("0000-01-01T00:00:00.000001"),
                        "0001-01-01 00:00:00.000001 BC"),
                arguments(Wire.TIMESTAMP, LocalDateTime.parse("0001-01-01T00:00:00"), "0001-01-01 00:00:00"),
                arguments(Wire.DATE, LocalDate.of(-43, 3, 15), "0044-03-15 BC"),
                arguments(Wire.DATE, LocalDate.of(10_000, 10, 10), "10000-10-10"),
                arguments(Wire.TIME, LocalTime.parse("23:59:59.000010"), "23:59:59.000010"),
                arguments(Wire.NUMERIC, new BigDecimal("1E+3"), "1000"),
                arguments(Wire.INTERVAL, new Interval(-1, 2, 3), "-1 months +2 days +3 microseconds"),
                arguments(Wire.INET, Inet.of("10.0.0.0/8"), "10.0.0.0/8"),
                arguments(Wire.DOUBLE, Double.NaN, "NaN"));
    }

    @ParameterizedTest
    @MethodSource("written")
    @DisplayName("V-3 one text for a value, one by one and in arrays")
    void written(Wire wire, Object value, String text) {
        assertThat(PostgresText.of(wire, value)).isEqualTo(text);
    }
}
