package dev.holdfast.benchmarks.projection;

/** An article's sales. Not thread-safe. */
final class Sum {

    private long sales;
    private long cents;

    void add(long more) {
        sales++;
        cents += more;
    }

    long sales() {
        return sales;
    }

    long cents() {
        return cents;
    }
}
