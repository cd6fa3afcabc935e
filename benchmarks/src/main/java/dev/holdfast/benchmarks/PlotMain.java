package dev.holdfast.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Makes tables and plots of JMH's JSON: {@code java -cp benchmarks.jar dev.holdfast.benchmarks.PlotMain out.json
 * results/}, or of several runs' JSON. The tables go to the standard output, the plots to a folder for each benchmark,
 * such as {@code results/InsertBenchmark/time-rows-1.png}.
 */
public final class PlotMain {

    private PlotMain() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("usage: PlotMain <results.json>... <folder of all results>");
            System.exit(2);
        }
        System.setProperty("java.awt.headless", "true");
        List<Path> files = Arrays.stream(arguments).map(Path::of).toList();
        List<Path> runs = files.subList(0, files.size() - 1);
        Path folder = files.get(files.size() - 1);
        for (Measured.Metric metric : Measured.Metric.values()) {
            Map<String, List<Measured>> results = Measured.read(runs, metric);
            for (Map.Entry<String, List<Measured>> benchmark : results.entrySet()) {
                System.out.println(ResultTable.of(benchmark.getKey(), metric, benchmark.getValue()));
                Plot.write(benchmark.getKey(), metric, benchmark.getValue(), folder);
            }
        }
    }
}
