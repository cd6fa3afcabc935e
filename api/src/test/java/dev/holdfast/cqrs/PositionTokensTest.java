package dev.holdfast.cqrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PositionTokensTest {

    private static final PositionTokens TOKENS = PositionTokens.withKey(key(1));

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return key;
    }

    @Test
    @DisplayName("a token fits a header, and gives its position back to the same tenant under the same key")
    void roundTrip() {
        for (Object tenant : List.of(1L, new UUID(0, 1), "acme ☃")) {
            for (long value : new long[] {0, 1, 4711, Long.MAX_VALUE}) {
                String token = TOKENS.text(tenant, new Position(value));
                assertThat(token).matches("[A-Za-z0-9_-]{22}");
                assertThat(PositionTokens.withKey(key(1)).position(tenant, token))
                        .isEqualTo(new Position(value));
            }
        }
    }

    @Test
    @DisplayName("another tenant's, another key's, a position in the clear and each change of a letter are refused")
    void forged() {
        String token = TOKENS.text(1L, new Position(4711));
        assertThatThrownBy(() -> TOKENS.position(2L, token)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> TOKENS.position("1", token)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> PositionTokens.withKey(key(2)).position(1L, token))
                .isInstanceOf(InvalidValueException.class);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. é";
        for (int i = 0; i < token.length(); i++) {
            for (char letter : letters.toCharArray()) {
                if (token.charAt(i) != letter) {
                    String changed = token.substring(0, i) + letter + token.substring(i + 1);
                    assertThatThrownBy(() -> TOKENS.position(1L, changed))
                            .as(changed)
                            .isInstanceOf(InvalidValueException.class)
                            .hasMessageNotContaining(changed);
                }
            }
        }
        for (String wrong : List.of("", "p4711", "4711", token + "=", token + "A", token.substring(1))) {
            assertThatThrownBy(() -> TOKENS.position(1L, wrong)).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    @DisplayName("neighbouring positions have nothing in common that shows")
    void hidden() {
        Set<String> beginnings = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            beginnings.add(TOKENS.text(1L, new Position(i)).substring(0, 6));
        }
        assertThat(beginnings).hasSizeGreaterThan(990);
        assertThat(TOKENS).hasToString("PositionTokens[***]");
    }

    @Test
    @DisplayName("a short key and what is no tenant are refused")
    void invalid() {
        assertThatThrownBy(() -> PositionTokens.withKey(new byte[31])).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> TOKENS.text(1.5, Position.START)).isInstanceOf(InvalidValueException.class);
    }
}
