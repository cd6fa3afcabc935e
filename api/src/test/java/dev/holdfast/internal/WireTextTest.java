package dev.holdfast.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.StatementException;
import dev.holdfast.value.Inet;
import dev.holdfast.value.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WireTextTest {

    private static final Map<Wire, List<Object>> VALUES = Map.ofEntries(
            Map.entry(Wire.UUID, List.of(new UUID(0, 0), new UUID(-1, -1))),
            Map.entry(Wire.SMALLINT, List.of(Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry(Wire.INTEGER, List.of(Integer.MIN_VALUE, Integer.MAX_VALUE)),
            Map.entry(Wire.BIGINT, List.of(Long.MIN_VALUE, Long.MAX_VALUE)),
            Map.entry(Wire.NUMERIC, List.of(BigDecimal.ZERO, new BigDecimal("-1E+20"), new BigDecimal("1.2300"))),
            Map.entry(Wire.REAL, List.of(Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, -0.0f)),
            Map.entry(Wire.DOUBLE, List.of(Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, -0.0)),
            Map.entry(Wire.BOOLEAN, List.of(true, false)),
            Map.entry(Wire.TEXT, List.of("", " ä😀\n")),
            Map.entry(Wire.ENUM, List.of("HAPPY")),
            Map.entry(Wire.TIMESTAMPTZ, List.of(Instant.MIN, Instant.MAX, Instant.ofEpochSecond(1, 1000))),
            Map.entry(Wire.TIMESTAMP, List.of(LocalDateTime.MIN, LocalDateTime.MAX)),
            Map.entry(Wire.DATE, List.of(LocalDate.MIN, LocalDate.MAX, LocalDate.of(-43, 3, 15))),
            Map.entry(Wire.TIME, List.of(LocalTime.MIN, LocalTime.MAX, LocalTime.NOON)),
            Map.entry(Wire.INTERVAL, List.of(new Interval(-1, 2, -3))),
            Map.entry(Wire.INET, List.of(new Inet("10.0.0.0/8"), new Inet("::1"))));

    @Test
    @DisplayName("EN-14 every scalar form survives its text")
    void roundTrip() {
        for (Wire wire : Wire.values()) {
            for (Object value : VALUES.getOrDefault(wire, List.of())) {
                assertThat(WireText.parse(wire, WireText.format(wire, value)))
                        .as(wire + " " + value)
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void formsWithoutATextAreRefused() {
        for (Wire wire : List.of(Wire.BYTEA, Wire.JSON, Wire.ARRAY, Wire.ENCRYPTED, Wire.BLIND_INDEX)) {
            assertThat(VALUES).doesNotContainKey(wire);
            assertThatThrownBy(() -> WireText.format(wire, "x")).isInstanceOf(StatementException.class);
            assertThatThrownBy(() -> WireText.parse(wire, "x")).isInstanceOf(StatementException.class);
        }
        assertThat(VALUES.size() + 5).as("no form is forgotten").isEqualTo(Wire.values().length);
    }

    @Test
    void whatPostgresqlWritesInJsonIsRead() {
        assertThat(WireText.parse(Wire.TIMESTAMPTZ, "2024-01-02T03:04:05.678901+02:00"))
                .isEqualTo(Instant.parse("2024-01-02T01:04:05.678901Z"));
        assertThat(WireText.parse(Wire.TIMESTAMP, "2024-01-02T03:04:05"))
                .isEqualTo(LocalDateTime.of(2024, 1, 2, 3, 4, 5));
        assertThat(WireText.parse(Wire.TIME, "03:04:05")).isEqualTo(LocalTime.of(3, 4, 5));
        assertThat(WireText.parse(Wire.DOUBLE, "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void hugeNumbersDoNotFillTheMemory() {
        assertThatThrownBy(() -> WireText.parse(Wire.NUMERIC, "1e999999999"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
