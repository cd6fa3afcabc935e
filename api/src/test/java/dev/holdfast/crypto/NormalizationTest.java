package dev.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizationTest {

    @ParameterizedTest
    @CsvSource({
        "Straße, STRASSE",
        "Straße, STRAẞE",
        "ΣΊΣΥΦΟΣ, σίσυφος",
        "ΣΊΣΥΦΟΣ, σίσυφοσ",
        "Ada@Example.ORG, ada@example.org",
        "e\u0301, \u00c9",
        "ﬁn, FIN",
        "ŉ, ʼN",
        "ǰ, J\u030c",
    })
    void spellingsOfOneFold(String left, String right) {
        assertThat(Normalization.CASE_FOLDED.apply(left)).isEqualTo(Normalization.CASE_FOLDED.apply(right));
    }

    @Test
    void foldingIsInNoLanguage() {
        java.util.Locale before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr"));
            assertThat(Normalization.CASE_FOLDED.apply("TITLE")).isEqualTo("title");
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @Test
    void foldingTwiceIsFoldingOnce() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        System.out.println("NormalizationTest: -Dholdfast.seed=" + seed);
        Random random = new Random(seed);
        Normalization[] all = {
            Normalization.NONE,
            Normalization.TRIM,
            Normalization.NFC,
            Normalization.CASE_FOLDED,
            Normalization.DIGITS_ONLY,
            Normalization.LAST_FOUR
        };
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int character = random.nextInt(0x20000);
                if (Character.isDefined(character)
                        && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE)) {
                    text.appendCodePoint(character);
                }
            }
            for (Normalization normalization : all) {
                String once = normalization.apply(text.toString());
                assertThat(normalization.apply(once))
                        .as(normalization + " of " + text.codePoints().boxed().toList())
                        .isEqualTo(once);
            }
        }
    }

    @Test
    void digitsAreOfAnyScript() {
        assertThat(Normalization.DIGITS_ONLY.apply("+44 (0) 12-3४")).isEqualTo("4401234");
    }

    @Test
    @DisplayName("EN-25 a text of which nothing would be left stays as it is, and equals no other")
    void nothingLeft() {
        for (Normalization normalization : List.of(
                Normalization.DIGITS_ONLY,
                Normalization.DIGITS_ONLY.then(Normalization.LAST_FOUR),
                Normalization.TRIM.then(Normalization.DIGITS_ONLY))) {
            assertThat(normalization.apply("n/a")).isEqualTo("n/a");
            assertThat(normalization.apply("none at all")).isEqualTo("none at all");
            assertThat(normalization.leavesNothingOf("n/a")).isTrue();
            assertThat(normalization.apply("")).isEmpty();
            assertThat(normalization.leavesNothingOf("")).isFalse();
            assertThat(normalization.leavesNothingOf("1")).isFalse();
        }
        assertThat(Normalization.TRIM.leavesNothingOf(" \u00a0")).isTrue();
    }

    @Test
    @DisplayName("EN-26 white space is Unicode's White_Space")
    void whiteSpace() {
        for (int c = Character.MIN_CODE_POINT; c <= Character.MAX_CODE_POINT; c++) {
            String around = Character.toString(c);
            boolean space = around.matches("\\p{IsWhite_Space}");
            assertThat(Normalization.TRIM.apply(around + "a" + around + "b" + around))
                    .isEqualTo(space ? "a" + around + "b" : around + "a" + around + "b" + around);
        }
        assertThat(Normalization.TRIM.apply("\u00a0\u2003\u2007 a\u200b\ufeff")).isEqualTo("a\u200b\ufeff");
    }

    @Test
    void theLastFourAreCharacters() {
        assertThat(Normalization.LAST_FOUR.apply("ab😀😁😂😃")).isEqualTo("😀😁😂😃");
        assertThat(Normalization.LAST_FOUR.apply("abc")).isEqualTo("abc");
        assertThat(Normalization.LAST_FOUR.apply("")).isEmpty();
    }

    @Test
    void oneFollowsAnother() {
        Normalization both = Normalization.DIGITS_ONLY.then(Normalization.LAST_FOUR);
        assertThat(both.apply("12-34-56")).isEqualTo("3456");
        assertThat(both.name()).isEqualTo("digitsOnly+lastFour");
        assertThat(both)
                .isEqualTo(Normalization.DIGITS_ONLY.then(Normalization.LAST_FOUR))
                .hasSameHashCodeAs(Normalization.DIGITS_ONLY.then(Normalization.LAST_FOUR))
                .isNotEqualTo(Normalization.LAST_FOUR);
    }

    @Test
    void yourOwnHasAName() {
        Normalization iban = Normalization.of("iban", text -> text.replace(" ", ""));
        assertThat(iban.apply("DE 12")).isEqualTo("DE12");
        assertThat(iban).hasToString("iban");
        assertThatThrownBy(() -> Normalization.of(" ", text -> text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("is blank");
    }
}
