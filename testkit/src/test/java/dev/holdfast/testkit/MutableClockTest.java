package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A settable clock")
class MutableClockTest {
    private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");

    @Test
    @DisplayName("stands still, advances, and can be set back")
    void moves() {
        MutableClock clock = MutableClock.at("2026-03-29T12:00:00Z");

        assertThat(clock.instant()).isEqualTo(NOON).isEqualTo(clock.instant());
        assertThat(clock.advance(Duration.ofHours(2))).isEqualTo(NOON.plusSeconds(7200));
        assertThat(clock.millis()).isEqualTo(NOON.plusSeconds(7200).toEpochMilli());
        clock.set(NOON);
        assertThat(clock.instant()).isEqualTo(NOON);
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use set(Instant)");
    }

    @Test
    @DisplayName("moves along in another zone")
    void zones() {
        MutableClock clock = MutableClock.at(NOON);
        MutableClock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
        clock.advance(Duration.ofMinutes(1));

        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(berlin.instant()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    @DisplayName("loses no step when many advance it")
    void threads() {
        MutableClock clock = MutableClock.at(NOON);
        Race.of(8).run(i -> {
            for (int step = 0; step < 1000; step++) {
                clock.advance(Duration.ofMillis(1));
            }
            return i;
        });
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(8));
    }
}
