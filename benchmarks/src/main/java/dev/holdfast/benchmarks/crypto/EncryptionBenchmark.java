package dev.holdfast.benchmarks.crypto;

import com.google.crypto.tink.Aead;
import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One value encrypted and decrypted, all by AES-256-GCM with a random nonce and as many associated bytes: the JDK and
 * Tink from bytes to bytes; Holdfast from a value and its row's key to a cell and back, bytes and text. No database.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(EncryptionBenchmark.VALUES)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EncryptionBenchmark {

    static final int VALUES = 64;

    @Param({"32", "2048"})
    public int size;

    private final String[] values = new String[VALUES];
    private final byte[][] plain = new byte[VALUES][];
    private final byte[][] associated = new byte[VALUES][];
    private final List<List<String>> keys = new ArrayList<>();
    private final byte[][] sealed = new byte[VALUES][];
    private final byte[][] cells = new byte[VALUES][];
    private final byte[][] textCells = new byte[VALUES][];
    private JavaxCells javax;
    private Aead tink;
    private HoldfastCells<byte[]> holdfast;
    private HoldfastCells<String> holdfastText;

    /** Opens the contenders, and compares what each decrypts with what was encrypted. */
    @Setup
    public void open() throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        javax = new JavaxCells(key);
        tink = TinkCells.aead(key);
        holdfast = HoldfastCells.ofBytes();
        holdfastText = HoldfastCells.ofText();
        for (int i = 0; i < VALUES; i++) {
            values[i] = (i + " is some text of which there is a lot. ".repeat(size / 32)).substring(0, size);
            plain[i] = values[i].getBytes(StandardCharsets.UTF_8);
            associated[i] = new byte[HoldfastCells.ASSOCIATED];
            associated[i][0] = (byte) i;
            keys.add(List.of(Crowd.person(i, BenchmarkDatabase.TENANT).id().toString()));
            sealed[i] = tink.encrypt(plain[i], associated[i]);
            cells[i] = holdfast.encrypt(plain[i], keys.get(i));
            textCells[i] = holdfastText.encrypt(values[i], keys.get(i));
            check(i);
        }
    }

    private void check(int i) throws Exception {
        byte[] byJavax = javax.encrypt(plain[i], associated[i]);
        boolean right = Arrays.equals(plain[i], javax.decrypt(sealed[i], associated[i]))
                && Arrays.equals(plain[i], tink.decrypt(byJavax, associated[i]))
                && byJavax.length == sealed[i].length
                && cells[i].length == sealed[i].length + 9
                && textCells[i].length == cells[i].length
                && Arrays.equals(plain[i], holdfast.decrypt(cells[i], keys.get(i)))
                && values[i].equals(holdfastText.decrypt(textCells[i], keys.get(i)))
                && holdfast.decrypt(cells[i], List.of("of another row")) == null;
        if (!right) {
            throw new IllegalStateException("Value " + i + " isn't what was encrypted");
        }
    }

    @Benchmark
    public int javaxEncrypt() throws Exception {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] cell = javax.encrypt(plain[i], associated[i]);
            sum += cell[cell.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int javaxDecrypt() throws Exception {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] value = javax.decrypt(sealed[i], associated[i]);
            sum += value[value.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int tinkEncrypt() throws Exception {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] cell = tink.encrypt(plain[i], associated[i]);
            sum += cell[cell.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int tinkDecrypt() throws Exception {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] value = tink.decrypt(sealed[i], associated[i]);
            sum += value[value.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int holdfastEncrypt() {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] cell = holdfast.encrypt(plain[i], keys.get(i));
            sum += cell[cell.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int holdfastDecrypt() {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] value = holdfast.decrypt(cells[i], keys.get(i));
            sum += value == null ? 0 : value[value.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int holdfastTextEncrypt() {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] cell = holdfastText.encrypt(values[i], keys.get(i));
            sum += cell[cell.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int holdfastTextDecrypt() {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            String value = holdfastText.decrypt(textCells[i], keys.get(i));
            sum += value == null ? 0 : value.charAt(size - 1);
        }
        return sum;
    }
}
