/**
 * What Holdfast costs, beside raw JDBC and plain JDBI on the same tables. Each feature has a room, in which the methods of a
 * class that ends in {@code Benchmark} are its contenders. {@link dev.holdfast.benchmarks.BenchmarksMain} runs them, by
 * JMH or in turn, and {@link dev.holdfast.benchmarks.PlotMain} turns the results into tables and plots.
 */
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
