package dev.holdfast.benchmarks.audit;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;
import dev.holdfast.benchmarks.database.Superuser;
import java.util.Locale;

/**
 * Tells how much WAL the contenders of {@link AuditBenchmark} write for a row: {@code java -cp benchmarks.jar
 * dev.holdfast.benchmarks.audit.AuditWalMain}. Bytes of records, without full-page images, which depend on when the last
 * checkpoint was and are told beside them.
 */
public final class AuditWalMain {

    private static final int ROWS = 2_000;

    /**
     * What a row costs.
     *
     * @param records bytes
     * @param pageImages bytes
     */
    record Wal(double records, double pageImages) {}

    private AuditWalMain() {}

    public static void main(String[] arguments) throws Exception {
        try (BenchmarkDatabase database = BenchmarkDatabase.start();
                Superuser unbound = database.superuser()) {
            System.out.println("WAL by row, bytes: records (and full-page images)");
            for (Tracking.Work work : Tracking.Work.values()) {
                for (int rows : new int[] {1, 1_000}) {
                    for (Trail trail : Trails.ALL) {
                        System.out.println(line(database, unbound, trail, work, rows));
                    }
                }
            }
        }
    }

    private static String line(BenchmarkDatabase database, Superuser unbound, Trail trail, Tracking.Work work, int rows)
            throws Exception {
        Wal wal = measure(database, unbound, trail, work, rows, ROWS);
        return String.format(
                Locale.ROOT,
                "%-6s %5d at once  %-16s %7.0f (%.0f)",
                work,
                rows,
                Tracking.table(trail).substring(8),
                wal.records(),
                wal.pageImages());
    }

    /**
     * By one contender alone.
     *
     * @param rows at once
     * @param all how many rows are changed in all, no more than the table has
     */
    static Wal measure(
            BenchmarkDatabase database, Superuser unbound, Trail trail, Tracking.Work work, int rows, int all)
            throws Exception {
        try (Tracking tracking = Tracking.open(database, unbound, trail, work)) {
            unbound.run("create extension if not exists pg_walinspect");
            tracking.prepare(all); // so that it isn't set back on the way
            long begin = flushed(unbound);
            for (int changed = 0; changed < all; changed += rows) {
                tracking.change(rows);
            }
            String written =
                    " from pg_get_wal_stats('0/0'::pg_lsn + " + begin + ", '0/0'::pg_lsn + " + flushed(unbound) + ")";
            return new Wal(
                    (double) unbound.number("select sum(record_size)" + written) / all,
                    (double) unbound.number("select sum(fpi_size)" + written) / all);
        }
    }

    private static long flushed(Superuser unbound) throws Exception {
        return unbound.number("select pg_current_wal_flush_lsn() - '0/0'");
    }
}
