package dev.holdfast.jdbi.internal.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pace of polls")
class PaceTest {

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    @DisplayName("is the shortest where events are found, and slows down to the longest where none are")
    void found() {
        Pace pace = new Pace(ms(20), ms(100));
        pace.looked(true);
        assertThat(pace.pause()).isEqualTo(ms(20));
        pace.looked(false);
        assertThat(pace.pause()).isEqualTo(ms(40));
        pace.looked(false);
        pace.looked(false);
        assertThat(pace.pause()).isEqualTo(ms(100));
        assertThat(pace.least()).as("whoever appends ends it").isEqualTo(ms(20));
        pace.looked(true);
        assertThat(pace.pause()).isEqualTo(ms(20));
        pace.failed();
        assertThat(pace.pause()).isEqualTo(ms(100));
    }

    @Test
    @DisplayName(
            "leaves four times as long to others as was worked since the last look, and no longer than a quarter of a second")
    void worked() {
        Pace pace = new Pace(ms(20), ms(5_000));
        pace.worked(ms(3));
        pace.looked(true);
        assertThat(pace.least()).isEqualTo(ms(20));
        pace.worked(ms(10));
        pace.worked(ms(15));
        pace.looked(true);
        assertThat(pace.least()).isEqualTo(ms(100));
        assertThat(pace.pause()).isEqualTo(ms(100));
        pace.worked(ms(1_000));
        pace.looked(true);
        assertThat(pace.least()).isEqualTo(ms(250));
        pace.looked(true);
        assertThat(pace.least()).as("nothing was worked since").isEqualTo(ms(20));
    }

    @Test
    @DisplayName("is never slower than the longest")
    void bound() {
        Pace pace = new Pace(ms(5), ms(50));
        pace.worked(ms(100));
        pace.looked(true);
        assertThat(pace.least()).isEqualTo(ms(50));
        pace.looked(false);
        assertThat(pace.pause()).isEqualTo(ms(50));
    }
}
