package dev.holdfast.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.table.Schema;
import dev.holdfast.table.Table;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

class ChangelogTest {

    private static final class Things extends Table {
        private Things() {
            super("things");
            bigint("id").primaryKey();
        }
    }

    private static final Schema SCHEMA = Schema.of(new Things());

    static Stream<String> refused() {
        return Stream.of(
                "",
                " \t\n",
                "ann\n",
                "a\tnn",
                "ann\r",
                "ann\0",
                "\u0001ann",
                "ann\u001b[0m",
                "ann\u007f",
                "ann\u0085",
                "ann\ufffe",
                "ann\uffff",
                "ann\ud83d",
                "\udc1dann",
                "x".repeat(256));
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("refused")
    void anAuthorThatIsNobodyOrThatXmlCantCarryIsRefused(String author) {
        assertThatThrownBy(() -> Changelog.of(SCHEMA, author))
                .isInstanceOfSatisfying(InvalidValueException.class, refusal -> assertThat(refusal.label())
                        .isEqualTo("A changelog's author"));
    }

    @Test
    void anyOtherIsWrittenAsItIs() {
        String longest = "x".repeat(255);
        assertThat(Changelog.of(SCHEMA, longest).toXml()).contains("author=\"" + longest + "\"");
        assertThat(Changelog.of(SCHEMA, "Zo\u00eb <z&z@example.org>").toXml())
                .contains("author=\"Zo\u00eb &lt;z&amp;z@example.org&gt;\"");
    }
}
