package dev.holdfast.jdbi.internal.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeforeChristTest {

    @ParameterizedTest
    @DisplayName("V-4 a time before Christ is read with each offset that a session's zone had")
    @CsvSource({
        "0005-02-29 12:00:00.5+00 BC, -0004-02-29T12:00:00.5Z",
        "0005-02-29 12:53:28.5+00:53:28 BC, -0004-02-29T12:53:28.5+00:53:28",
        "0005-02-29 17:30:00+05:30 BC, -0004-02-29T17:30+05:30",
        "0001-12-31 23:58:45-00:01:15 BC, 0000-12-31T23:58:45-00:01:15",
        "0001-02-29 00:00:00-08 BC, 0000-02-29T00:00-08:00"
    })
    void offsets(String text, String expected) {
        assertThat(BeforeChrist.offsetDateTime(text)).isEqualTo(OffsetDateTime.parse(expected));
    }
}
