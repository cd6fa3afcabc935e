package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A race")
class RaceTest {
    @Test
    @DisplayName("runs everybody at the same time, and keeps values and errors by index")
    void together() {
        CyclicBarrier all = new CyclicBarrier(8);
        Race.Outcomes<Integer> outcomes = Race.of(8).run(i -> {
            all.await(30, TimeUnit.SECONDS); // passes only if all eight run at once
            if (i % 2 == 1) {
                throw new IllegalStateException("odd " + i);
            }
            return i * 10;
        });

        assertThat(outcomes.values()).containsExactly(0, 20, 40, 60);
        assertThat(outcomes.errors())
                .extracting(Throwable::getMessage)
                .containsExactly("odd 1", "odd 3", "odd 5", "odd 7");
        assertThat(outcomes.all()).extracting(Race.Outcome::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    @DisplayName("names who didn't arrive in time, and where he stood")
    void late() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> Race.of(2).within(Duration.ofMillis(200)).run(i -> {
                    if (i == 1) {
                        never.await();
                    }
                    return i;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("not everybody finished the race within PT0.2S")
                .satisfies(error -> assertThat(error.getSuppressed())
                        .singleElement()
                        .satisfies(racer -> assertThat(racer)
                                .hasMessageStartingWith("race-1 stood here")
                                .hasStackTraceContaining("CountDownLatch.await")));
    }

    @Test
    @DisplayName("may return null, and needs a racer")
    void edges() {
        assertThat(Race.of(1).run(i -> null).values()).containsOnlyNulls().hasSize(1);
        assertThatThrownBy(() -> Race.of(0)).hasMessage("a race needs at least one racer, not 0");
    }
}
