package dev.holdfast.benchmarks.projection;

import java.util.Collection;

/** How long samples waited, in milliseconds. */
record Waits(int samples, double median, double p99, double longest) {

    static Waits of(Collection<Long> nanos) {
        double[] sorted =
                nanos.stream().mapToDouble(each -> each / 1e6).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("There are no samples: append more, or for longer");
        }
        return new Waits(sorted.length, at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1]);
    }

    /** The smallest that so great a part doesn't exceed. */
    private static double at(double[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
}
