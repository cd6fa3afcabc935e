package dev.holdfast.benchmarks;

import java.beans.Introspector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One contender's results for one metric: a value for each fork, the median of its iterations.
 *
 * @param contender the benchmark's method
 * @param forks in the order in which they ran; of interleaved slices each is one; none where the contender wasn't to be had
 */
record Measured(String contender, List<Double> forks) {

    /** Methods that are compared with each other alone, within a class that has several such pairs. */
    private static final List<Pattern> TWINS = List.of(
            Pattern.compile("(?<group>.+)(?<contender>MostlyDeleted|NoneDeleted)"),
            Pattern.compile("(?<contender>.+?)(?<group>Encrypt|Decrypt|Fold|Load|LongLoad)"),
            Pattern.compile("(?<group>append|read|new.+)(?<contender>Large|Small)"));

    static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Time for an operation, and what the profilers add to it. */
    enum Metric {
        TIME("time", "µs", "", 1),
        CPU("client CPU", "µs", ClientCpuProfiler.NAME, 1e-3),
        ALLOCATION("client allocation", "bytes", ALLOCATED, 1);

        final String title;
        final String unit;
        private final String key;
        private final double factor;

        Metric(String title, String unit, String key, double factor) {
            this.title = title;
            this.unit = unit;
            this.key = key;
            this.factor = factor;
        }

        private JsonNode in(JsonNode result) {
            return key.isEmpty()
                    ? result.path("primaryMetric")
                    : result.path("secondaryMetrics").path(key);
        }
    }

    Measured {
        forks = List.copyOf(forks);
    }

    /** Results of several runs, one behind the other, by benchmark: the class and its parameters. */
    static Map<String, List<Measured>> read(List<Path> runs, Metric metric) {
        Map<String, Map<String, List<Double>>> all = new TreeMap<>();
        for (Path run : runs) {
            read(run, metric, all);
        }
        Map<String, List<Measured>> results = new TreeMap<>();
        all.forEach((benchmark, contenders) -> results.put(
                benchmark,
                contenders.entrySet().stream()
                        .map(contender -> new Measured(contender.getKey(), contender.getValue()))
                        .toList()));
        return results;
    }

    private static void read(Path json, Metric metric, Map<String, Map<String, List<Double>>> all) {
        for (JsonNode result : new JsonMapper().readTree(json.toFile())) {
            List<Double> forks = new ArrayList<>();
            JsonNode rawData = metric.in(result).path("rawData");
            for (JsonNode fork : rawData) {
                double[] iterations = new double[fork.size()];
                for (int i = 0; i < iterations.length; i++) {
                    iterations[i] = fork.get(i).asDouble() * metric.factor;
                }
                forks.add(median(iterations));
            }
            if (rawData.isArray()) {
                String[] name = result.path("benchmark").asString().split("\\.");
                String method = name[name.length - 1];
                Matcher twin = twin(method);
                String group = twin == null ? "" : " " + Introspector.decapitalize(twin.group("group"));
                all.computeIfAbsent(name[name.length - 2] + group + parameters(result), key -> new TreeMap<>())
                        .computeIfAbsent(
                                twin == null ? method : Introspector.decapitalize(twin.group("contender")),
                                key -> new ArrayList<>())
                        .addAll(forks);
            }
        }
    }

    private static @Nullable Matcher twin(String method) {
        for (Pattern pattern : TWINS) {
            Matcher twin = pattern.matcher(method);
            if (twin.matches()) {
                return twin;
            }
        }
        return null;
    }

    private static String parameters(JsonNode result) {
        Map<String, String> parameters = new LinkedHashMap<>();
        result.path("params")
                .properties()
                .forEach(p -> parameters.put(p.getKey(), p.getValue().asString()));
        return parameters.isEmpty() ? "" : " " + parameters.toString().replaceAll("[{}]", "");
    }

    boolean isAbsent() {
        return forks.isEmpty();
    }

    double median() {
        return median(array());
    }

    /** Nine of ten are above it; of few it is the least. */
    double low() {
        return atShare(0.1);
    }

    /** Nine of ten are below it; of few it is the greatest. */
    double high() {
        return atShare(0.9);
    }

    private double atShare(double share) {
        double[] sorted = sorted();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    /** The median of all there could be is above this, with 97.5 % certainty; of few it is the least. */
    double medianAtLeast() {
        return sorted()[medianRank()];
    }

    /** The median of all there could be is below this, with 97.5 % certainty; of few it is the greatest. */
    double medianAtMost() {
        return sorted()[forks.size() - 1 - medianRank()];
    }

    /** By the sign test, which assumes nothing of how the values are distributed: 0.98 is half of 1.96. */
    private int medianRank() {
        return (int) Math.max(0, Math.floor(forks.size() / 2.0 - 0.98 * Math.sqrt(forks.size())));
    }

    /** This contender's time over the other's, fork by fork: those of one round have met the same machine. */
    Measured over(Measured other) {
        if (forks.size() != other.forks.size()) {
            throw new IllegalArgumentException(
                    contender + " has " + forks.size() + " forks, " + other.contender + " " + other.forks.size());
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < forks.size(); i++) {
            ratios.add(forks.get(i) / other.forks.get(i));
        }
        return new Measured(contender + " / " + other.contender, ratios);
    }

    private double[] sorted() {
        double[] sorted = array();
        Arrays.sort(sorted);
        return sorted;
    }

    private double[] array() {
        return forks.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
