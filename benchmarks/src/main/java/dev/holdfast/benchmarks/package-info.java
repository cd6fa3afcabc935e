/**
 * What Holdfast costs, beside raw JDBC and plain JDBI on the same table. The methods of a class that ends in
 * {@code Benchmark} are its contenders; {@link dev.holdfast.benchmarks.BenchmarksMain} runs them, and
 * {@link dev.holdfast.benchmarks.PlotMain} turns the results into a table and plots.
 */
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
