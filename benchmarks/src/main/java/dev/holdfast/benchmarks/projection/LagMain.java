package dev.holdfast.benchmarks.projection;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells how long an event takes from the append's return until whoever waits knows that it is in a read model: {@code java -cp
 * benchmarks.jar dev.holdfast.benchmarks.projection.LagMain [appends a second [seconds]]}, 1,000 for 20 seconds by
 * default, three times, after once to warm up. In the same process, where each batch wakes those who wait, and in one
 * that doesn't run the projection and asks again and again.
 */
public final class LagMain {

    private static final int RATE = 1_000;
    private static final int SECONDS = 20;

    private LagMain() {}

    public static void main(String[] arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : RATE;
        Duration duration = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : SECONDS);
        try (BenchmarkDatabase database = BenchmarkDatabase.start()) {
            try (SalesTables tables = new SalesTables(database)) {
                LagRun.prepare(tables);
            }
            LagRun.measure(database, rate, duration, LagRun.Beside.NOTHING);
            System.out.println("Lag, ms: p50, p99, longest (samples)");
            for (LagRun.Beside beside : LagRun.Beside.values()) {
                LagRun.Lag lag = LagRun.measure(database, rate, duration, beside);
                System.out.println("Beside " + beside.text);
                System.out.println("  in the same process  " + text(lag.woken()));
                System.out.println("  in another one       " + text(lag.elsewhere()));
                System.out.println(String.format(
                        Locale.ROOT, "  %.0f appends and %.1f polls a second", lag.appends(), lag.polls()));
            }
        }
    }

    private static String text(Waits waits) {
        return String.format(
                Locale.ROOT, "%7.1f %7.1f %7.1f (%d)", waits.median(), waits.p99(), waits.longest(), waits.samples());
    }
}
