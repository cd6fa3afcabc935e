package dev.holdfast.jdbi.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.UnsupportedServerException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The server's version, of which none too old is at hand. */
class StartCheckTest {

    @Test
    @DisplayName("PostgreSQL below 15 is refused at the start, by its version")
    void version() {
        assertThatThrownBy(() -> StartCheck.requireSupported(140_012))
                .isInstanceOfSatisfying(UnsupportedServerException.class, e -> assertThat(e.majorVersion())
                        .isEqualTo(14))
                .hasMessage("PostgreSQL 14 is too old: Holdfast needs 15 or newer, for views with security_invoker");
        assertThatCode(() -> StartCheck.requireSupported(150_000)).doesNotThrowAnyException();
    }
}
