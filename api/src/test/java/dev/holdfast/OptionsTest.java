package dev.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void delaysDoubleUpToTheGreatest() {
        RetryPolicy policy = RetryPolicy.attempts(100);

        assertThat(List.of(2, 3, 4, 8, 9, 100))
                .map(policy::delayBefore)
                .containsExactly(
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(40),
                        Duration.ofMillis(640),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1));
        assertThat(policy.delayBefore(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryPolicy.none().attempts()).isEqualTo(1);
        assertThat(RetryPolicy.none().delayBefore(2)).isZero();
    }

    @Test
    void aPolicyThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> RetryPolicy.attempts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofMillis(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("delays that grow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999S", "PT2147483.648S", "PT9223372036854775807S"})
    void aTimeoutThatPostgresCannotKeepIsRefused(Duration timeout) {
        var options = TransactionOptions.defaults();

        assertThatThrownBy(() -> options.statementTimeout(timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("statementTimeout is at least 1 ms and at most 24 days");
        assertThatThrownBy(() -> options.lockTimeout(timeout)).hasMessageStartingWith("lockTimeout");
        assertThatThrownBy(() -> options.idleTimeout(timeout)).hasMessageStartingWith("idleTimeout");
    }

    @Test
    void eachModifierReturnsAnotherValue() {
        var defaults = TransactionOptions.defaults();
        var changed = defaults.isolation(Isolation.SERIALIZABLE)
                .asReadOnly()
                .statementTimeout(Duration.ofMillis(1))
                .lockTimeout(Duration.ofMillis(2))
                .idleTimeout(Duration.ofMillis(Integer.MAX_VALUE))
                .retry(RetryPolicy.attempts(3));

        assertThat(defaults).isEqualTo(new TransactionOptions(null, false, null, null, null, RetryPolicy.none()));
        assertThat(changed)
                .isEqualTo(new TransactionOptions(
                        Isolation.SERIALIZABLE,
                        true,
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(Integer.MAX_VALUE),
                        RetryPolicy.attempts(3)));
        assertThat(Isolation.REPEATABLE_READ.sql()).isEqualTo("repeatable read");
    }
}
