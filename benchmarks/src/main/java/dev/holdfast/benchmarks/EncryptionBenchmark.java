package dev.holdfast.benchmarks;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
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
 * Tink from bytes to bytes, Holdfast from a value and its row's key to a cell and back. No database.
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
    private final UUID[] rows = new UUID[VALUES];
    private final byte[][] sealed = new byte[VALUES][];
    private final byte[][] cells = new byte[VALUES][];
    private JavaxCells javax;
    private Aead tink;
    private HoldfastCells holdfast;

    /** Opens the contenders, and compares what each decrypts with what was encrypted. */
    @Setup
    public void open() throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        javax = new JavaxCells(key);
        tink = TinkCells.aead(key);
        holdfast = new HoldfastCells();
        for (int i = 0; i < VALUES; i++) {
            values[i] = (i + " is some text of which there is a lot. ".repeat(size / 32)).substring(0, size);
            plain[i] = values[i].getBytes(StandardCharsets.UTF_8);
            associated[i] = new byte[HoldfastCells.ASSOCIATED];
            associated[i][0] = (byte) i;
            rows[i] = Crowd.person(i, BenchmarkDatabase.TENANT).id();
            sealed[i] = tink.encrypt(plain[i], associated[i]);
            cells[i] = holdfast.encrypt(values[i], rows[i]);
            check(i);
        }
    }

    private void check(int i) throws Exception {
        byte[] byJavax = javax.encrypt(plain[i], associated[i]);
        boolean right = Arrays.equals(plain[i], javax.decrypt(sealed[i], associated[i]))
                && Arrays.equals(plain[i], tink.decrypt(byJavax, associated[i]))
                && byJavax.length == sealed[i].length
                && cells[i].length == sealed[i].length + 9
                && values[i].equals(holdfast.decrypt(cells[i], rows[i]))
                && holdfast.decrypt(cells[i], new UUID(0, i)) == null;
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
            byte[] cell = holdfast.encrypt(values[i], rows[i]);
            sum += cell[cell.length - 1];
        }
        return sum;
    }

    @Benchmark
    public int holdfastDecrypt() {
        int sum = 0;
        for (int i = 0; i < VALUES; i++) {
            String value = holdfast.decrypt(cells[i], rows[i]);
            sum += value == null ? 0 : value.charAt(size - 1);
        }
        return sum;
    }
}
