package dev.holdfast.benchmarks.value;

import dev.holdfast.internal.Gate;
import dev.holdfast.internal.Parameter;
import dev.holdfast.internal.Values;
import dev.holdfast.sql.SqlType;
import dev.holdfast.sql.SqlTypes;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the gate costs a value: time, and memory ({@code gc.alloc.rate.norm}). No database. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class GateBenchmark {

    /** What goes through. */
    public enum Kind {
        TEXT_20(SqlTypes.TEXT, "ordinary text, ascii"),
        TEXT_20_UMLAUTS(SqlTypes.TEXT, "größer, älter und 私"),
        TEXT_2000(SqlTypes.TEXT, "ordinary text, ascii".repeat(100)),
        NUMBER(SqlTypes.NUMERIC, new BigDecimal("12345.67")),
        INSTANT(SqlTypes.TIMESTAMPTZ, Instant.parse("2024-02-29T12:34:56.123456Z")),
        INSTANT_WITH_NANOS(SqlTypes.TIMESTAMPTZ, Instant.parse("2024-02-29T12:34:56.123456789Z")),
        UUID_(SqlTypes.UUID, new UUID(1, 2)),
        JSON_2000(SqlTypes.TEXT, "{\"key\":\"ordinary text\",\"n\":12}".repeat(57)),
        TEXTS_1000(SqlTypes.array(SqlTypes.TEXT), Collections.nCopies(1_000, "ordinary text, ascii"));

        private final SqlType<?> type;
        private final Object value;

        Kind(SqlType<?> type, Object value) {
            this.type = type;
            this.value = value;
        }

        Object wired() {
            return value instanceof List<?> list ? list.toArray() : value;
        }
    }

    @Param
    public Kind kind;

    private SqlType<?> type;
    private Object value;
    private Object wired;
    private boolean json;

    @Setup
    public void prepare() {
        type = kind.type;
        value = kind.value;
        wired = kind.wired();
        json = kind == Kind.JSON_2000;
    }

    /** The measuring alone. */
    @Benchmark
    public Object withoutGate() {
        return wired;
    }

    @Benchmark
    public Object gate() {
        return json ? Gate.json("goods.it", (String) wired) : Gate.pass(type, "goods.it", wired);
    }

    /** The gate within what a column's value goes through: class, mapping, gate, parameter. */
    @Benchmark
    public Parameter parameter() {
        return Values.stored(type, "goods.it", value);
    }
}
