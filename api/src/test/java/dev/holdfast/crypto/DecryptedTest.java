package dev.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.CellInput;
import dev.holdfast.internal.EncryptedCell;
import dev.holdfast.internal.HashInput;
import dev.holdfast.internal.SealedCell;
import dev.holdfast.sql.SqlTypes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DecryptedTest {

    private static final String SECRET = "s3cr3t";

    @Test
    void aClearValue() {
        Decrypted<String> clear = new Decrypted.Clear<>(SECRET);
        assertThat(clear.orElseThrow()).isEqualTo(SECRET);
        assertThat(clear.orNull()).isEqualTo(SECRET);
        assertThat(clear.map(String::length).orElseThrow()).isEqualTo(6);
    }

    @Test
    void aShreddedOne() {
        Decrypted<String> shredded = new Decrypted.Shredded<>("people", "email", 7);
        assertThat(shredded.orNull()).isNull();
        assertThat(shredded.map(String::length)).isEqualTo(new Decrypted.Shredded<>("people", "email", 7));
        assertThatThrownBy(shredded::orElseThrow)
                .isInstanceOfSatisfying(ShreddedException.class, e -> {
                    assertThat(e.table()).isEqualTo("people");
                    assertThat(e.column()).isEqualTo("email");
                    assertThat(e.keyId()).isEqualTo(7);
                })
                .hasMessageContaining("people.email")
                .hasMessageContaining("7");
    }

    @Test
    void anUnreadableOne() {
        DecryptionException cause =
                new DecryptionException(DecryptionException.Reason.UNKNOWN_KEY, "people", "email", 7L, "no such key");
        Decrypted<String> unreadable = new Decrypted.Unreadable<>(cause);
        assertThat(unreadable.orNull()).isNull();
        assertThat(unreadable.map(String::length)).isEqualTo(new Decrypted.Unreadable<Integer>(cause));
        assertThatThrownBy(unreadable::orElseThrow)
                .isSameAs(cause)
                .hasMessage("A value of people.email, encrypted by data key 7, can't be decrypted: no such key");
    }

    @Test
    @DisplayName("EN-15 J-13 nothing on the way in or out prints the value")
    void printing() {
        assertThat(List.of(
                                new Decrypted.Clear<>(SECRET),
                                new Decrypted.Clear<>(SECRET).map(text -> text + "!"),
                                new CellInput(SECRET, "1", "2", List.of("3")),
                                new HashInput(List.of(SECRET), "1", true),
                                new WrappedKey("k", SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                                new SealedCell(
                                        new EncryptedCell(SqlTypes.TEXT, "people", "email"),
                                        SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                        "1",
                                        "2",
                                        List.of("3")))
                        .toString())
                .doesNotContain(SECRET)
                .doesNotContain(java.util.Arrays.toString(SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void settingsAreChecked() {
        Encryption encryption = Encryption.with(new NoKeyring());
        assertThat(encryption.mode()).isEqualTo(EncryptionMode.STRICT);
        assertThat(encryption.keyLife()).isEqualTo(Duration.ofMinutes(1));
        for (Duration life : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertThatThrownBy(() -> encryption.keysKeptFor(life)).isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> encryption.keysKept(0)).isInstanceOf(InvalidValueException.class);
        Encryption changed =
                encryption.mode(EncryptionMode.MIGRATING).keysKept(3).keysKeptFor(Duration.ofSeconds(5));
        assertThat(changed.cachedKeys()).isEqualTo(3);
        assertThat(changed).hasToString("Encryption[MIGRATING, keys kept for PT5S]");
        changed.countClearText();
        assertThat(encryption.clearTextRead()).as("counted together").isEqualTo(1);
    }

    private static final class NoKeyring implements Keyring {

        @Override
        public String primaryKeyId() {
            return "none";
        }

        @Override
        public java.util.Set<String> keyIds() {
            return java.util.Set.of();
        }

        @Override
        public WrappedKey create(KeyPurpose purpose, byte[] context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WrappedKey rewrap(WrappedKey key, byte[] context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DataCipher cipher(WrappedKey key, byte[] context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IndexFunction indexFunction(WrappedKey key, byte[] context) {
            throw new UnsupportedOperationException();
        }
    }
}
