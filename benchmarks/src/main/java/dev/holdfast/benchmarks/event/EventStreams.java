package dev.holdfast.benchmarks.event;

import java.util.Arrays;

/** Whose turn it is among a contender's own streams, and which version each has: the same order for everybody. One thread's. */
final class EventStreams {

    /** Prime to all numbers of streams but its multiples, so that each has its turn. */
    private static final long STRIDE = 7_368_787;

    /**
     * A stream to append to or to read.
     *
     * @param version the one that it has
     */
    record Turn(long stream, long version) {}

    private final long first;
    private final int step;
    private final long[] versions;
    private long turn;

    /** Of a fill's streams those of the benchmarks' own tenant. */
    EventStreams(EventFill fill) {
        this(fill, new long[(fill.streams() + fill.tenants() - 1) / fill.tenants()]);
        Arrays.fill(versions, fill.versions());
    }

    /**
     * The same, where others have appended.
     *
     * @param versions that the streams have, in their order
     */
    EventStreams(EventFill fill, long[] versions) {
        this.first = fill.first();
        this.step = fill.tenants();
        this.versions = versions;
    }

    /** Another stream, to which so many events are appended. */
    Turn next(int appended) {
        int at = (int) (turn++ * STRIDE % versions.length);
        long version = versions[at];
        versions[at] += appended;
        return new Turn(first + (long) at * step, version);
    }
}
