package dev.holdfast.jdbi.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.crypto.DataCipher;
import dev.holdfast.crypto.KeyPurpose;
import dev.holdfast.jdbi.TinkKeyring;
import dev.holdfast.testkit.Race;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NonceTest {

    private static final byte[] NOTHING = {};

    /** The first 96 bits, in two parts, as one comparable text would fill the memory. */
    private record Nonce(long high, int low) implements Comparable<Nonce> {

        @Override
        public int compareTo(Nonce other) {
            int byHigh = Long.compare(high, other.high);
            return byHigh == 0 ? Integer.compare(low, other.low) : byHigh;
        }
    }

    @Test
    @DisplayName("EN-21 J-24 a million encryptions by one key, on four threads, have a million nonces")
    void unique() throws Exception {
        TinkKeyring keyring = TinkKeyring.generate();
        var key = keyring.create(KeyPurpose.DATA, NOTHING);
        DataCipher shared = keyring.cipher(key, NOTHING);
        int each = 1 << 18;

        List<Nonce[]> made = Race.of(4)
                .within(java.time.Duration.ofMinutes(2))
                .run(racer -> {
                    DataCipher cipher = racer % 2 == 0 ? shared : keyring.cipher(key, NOTHING); // another node
                    Nonce[] nonces = new Nonce[each];
                    for (int i = 0; i < each; i++) {
                        var bytes = java.nio.ByteBuffer.wrap(cipher.encrypt(NOTHING, NOTHING));
                        nonces[i] = new Nonce(bytes.getLong(), bytes.getInt());
                    }
                    return nonces;
                })
                .values();

        Nonce[] all = made.stream().flatMap(Arrays::stream).toArray(Nonce[]::new);
        assertThat(all).hasSize(1 << 20);
        Arrays.parallelSort(all);
        for (int i = 1; i < all.length; i++) {
            if (all[i].equals(all[i - 1])) {
                throw new AssertionError("twice: " + all[i]);
            }
        }
    }

    @Test
    @DisplayName("J-24 one cipher serves many threads")
    void manyThreads() throws Exception {
        TinkKeyring keyring = TinkKeyring.generate();
        DataCipher cipher = keyring.cipher(keyring.create(KeyPurpose.DATA, NOTHING), NOTHING);
        var outcomes = Race.of(8).run(racer -> {
            byte[] text = ("text " + racer).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            byte[] place = {(byte) racer};
            for (int i = 0; i < 5_000; i++) {
                if (!Arrays.equals(text, cipher.decrypt(cipher.encrypt(text, place), place))) {
                    throw new AssertionError("another text");
                }
            }
            return racer;
        });
        assertThat(outcomes.errors()).isEmpty();
    }
}
