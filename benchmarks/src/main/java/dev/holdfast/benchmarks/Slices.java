package dev.holdfast.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What one contender's slices gave for one operation. Written as JMH would write as many forks of one iteration. */
final class Slices {

    private static final JsonMapper JSON = new JsonMapper();

    private final String benchmark;
    private final Map<String, String> parameters;
    private final List<Double> micros = new ArrayList<>();
    private final List<Double> cpuNanos = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    Slices(String benchmark, Map<String, String> parameters) {
        this.benchmark = benchmark;
        this.parameters = parameters;
    }

    String benchmark() {
        return benchmark;
    }

    void add(double time, double cpuTime, double allocated) {
        micros.add(time);
        cpuNanos.add(cpuTime);
        bytes.add(allocated);
    }

    /** In microseconds, in the order of the rounds. */
    List<Double> times() {
        return List.copyOf(micros);
    }

    /** The part of JMH's JSON that says what was measured. */
    static void write(List<Slices> all, Path file) {
        ArrayNode results = JSON.createArrayNode();
        for (Slices slices : all) {
            ObjectNode result = results.addObject();
            result.put("benchmark", slices.benchmark);
            result.put("mode", "avgt");
            slices.parameters.forEach(result.putObject("params")::put);
            metric(result.putObject("primaryMetric"), "us/op", slices.micros);
            ObjectNode secondary = result.putObject("secondaryMetrics");
            metric(secondary.putObject(ClientCpuProfiler.NAME), "ns/op", slices.cpuNanos);
            metric(secondary.putObject(Measured.ALLOCATED), "B/op", slices.bytes);
        }
        JSON.writeValue(file.toFile(), results);
    }

    private static void metric(ObjectNode metric, String unit, List<Double> values) {
        metric.put("scoreUnit", unit);
        ArrayNode raw = metric.putArray("rawData");
        // three decimals: nanoseconds of a microsecond, and the file stays readable
        values.forEach(value -> raw.addArray().add(Math.round(value * 1000) / 1000.0));
    }
}
