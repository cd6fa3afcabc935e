package dev.holdfast.benchmarks.event;

import dev.holdfast.benchmarks.database.BenchmarkDatabase;

/**
 * Streams to begin with, as many events in each; the events of different streams lie among each other, as they would come.
 *
 * @param first the first stream's number; the others follow
 * @param tenants over how many tenants they are spread, by number
 */
record EventFill(long first, int streams, int versions, int tenants) {

    private static final int MOST_VERSIONS = 65_536;

    EventFill {
        if (versions >= MOST_VERSIONS) {
            throw new IllegalArgumentException("A stream begins with fewer than " + MOST_VERSIONS + " events");
        }
    }

    /** All streams of the benchmarks' own tenant. */
    static EventFill of(long first, int streams, int versions) {
        return new EventFill(first, streams, versions, 1);
    }

    int events() {
        return Math.multiplyExact(streams, versions);
    }

    /** A row for each event, with columns {@code tenant, number, version, id}, in the order of their coming. */
    String rows() {
        // The ids are one behind the other, as those made by the time are, and before all of these.
        return "(select " + tenantSql("number") + " as tenant, number, version,"
                + " ('01900000-0000-7000-8000-' || lpad(to_hex(" + first * MOST_VERSIONS
                + " + n), 12, '0'))::uuid as id"
                + " from (select n, " + first + " + n % " + streams + " as number, 1 + n / " + streams + " as version"
                + " from generate_series(0, " + (events() - 1) + ") n) n)";
    }

    /** A row for each stream, with columns {@code tenant, number}. */
    String streamRows() {
        return "(select " + tenantSql("number") + " as tenant, number from generate_series(" + first + ", "
                + (first + streams - 1) + ") number)";
    }

    private String tenantSql(String number) {
        return BenchmarkDatabase.TENANT + " + (" + number + " - " + first + ") % " + tenants;
    }
}
