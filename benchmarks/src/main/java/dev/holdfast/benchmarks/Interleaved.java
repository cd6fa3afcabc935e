package dev.holdfast.benchmarks;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the contenders of a class in turn, each for a short slice of time, in one JVM and in an order that is shuffled
 * for every round. On a machine whose speed changes from second to second a round's contenders have met the same one, so
 * that ratios within rounds mean something where times, and forks of several seconds, don't. With JMH's {@code -t N} a slice
 * is run by N threads at once, each with a benchmark, and so with connections, of its own.
 */
final class Interleaved {

    private static final long SEED = 20260103;
    private static final TimeValue SLICE = TimeValue.milliseconds(20);

    private final int rounds;
    private final Options options;
    private final long sliceNanos;
    private final Lanes lanes;
    private final List<Slices> results = new ArrayList<>();

    private Interleaved(int rounds, Options options, Lanes lanes) {
        this.rounds = rounds;
        this.options = options;
        this.sliceNanos = options.getMeasurementTime().orElse(SLICE).convertTo(TimeUnit.NANOSECONDS);
        this.lanes = lanes;
    }

    /** Runs what the options include: so many rounds, after half as many to warm up. */
    static List<Slices> run(int rounds, Options options) throws Exception {
        try (Lanes lanes = new Lanes(threads(options))) {
            Interleaved interleaved = new Interleaved(rounds, options, lanes);
            for (Map.Entry<String, List<String>> methods :
                    methodsByClass(options).entrySet()) {
                interleaved.runClass(Class.forName(methods.getKey()), methods.getValue());
            }
            return interleaved.results;
        }
    }

    private static int threads(Options options) {
        int asked = options.getThreads().orElse(1);
        return asked == Threads.MAX ? Runtime.getRuntime().availableProcessors() : asked;
    }

    private static Map<String, List<String>> methodsByClass(Options options) {
        List<String> includes =
                options.getIncludes().isEmpty() ? List.of(Defaults.INCLUDE_BENCHMARKS) : options.getIncludes();
        Map<String, List<String>> methods = new TreeMap<>();
        for (BenchmarkListEntry entry : BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        includes,
                        options.getExcludes())) {
            String name = entry.getUsername();
            methods.computeIfAbsent(entry.getUserClassQName(), key -> new ArrayList<>())
                    .add(name.substring(name.lastIndexOf('.') + 1));
        }
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("No benchmark is named like " + includes);
        }
        return methods;
    }

    private void runClass(Class<?> type, List<String> methods) throws Exception {
        for (Map<Field, String> values : combinations(type, options)) {
            List<?> benchmarks = benchmarks(type);
            Map<String, String> parameters = parameters();
            for (Map.Entry<Field, String> each : values.entrySet()) {
                Field parameter = each.getKey();
                String value = each.getValue();
                for (Object benchmark : benchmarks) {
                    parameter.set(
                            benchmark, parameter.getType() == int.class ? (Object) Integer.valueOf(value) : value);
                }
                parameters.put(parameter.getName(), value);
            }
            runContenders(benchmarks, parameters, methods);
        }
    }

    /** Each value of each parameter with each of the others', as JMH combines them. */
    static List<Map<Field, String>> combinations(Class<?> type, Options options) {
        List<Map<Field, String>> combinations = List.of(Map.of());
        for (Field field : type.getFields()) {
            Param parameter = field.getAnnotation(Param.class);
            if (parameter != null) {
                List<Map<Field, String>> more = new ArrayList<>();
                for (Map<Field, String> each : combinations) {
                    for (String value : options.getParameter(field.getName()).orElse(List.of(parameter.value()))) {
                        Map<Field, String> with = new HashMap<>(each);
                        with.put(field, value);
                        more.add(with);
                    }
                }
                combinations = more;
            }
        }
        return combinations;
    }

    /** One for each thread, as JMH has it for {@code Scope.Thread}. */
    private List<?> benchmarks(Class<?> type) throws Exception {
        List<Object> benchmarks = new ArrayList<>();
        for (int i = 0; i < lanes.threads(); i++) {
            benchmarks.add(type.getConstructor().newInstance());
        }
        return benchmarks;
    }

    /** The number of threads is told where there are several, so that results of other numbers are kept apart. */
    private Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        if (lanes.threads() > 1) {
            parameters.put("threads", Integer.toString(lanes.threads()));
        }
        return parameters;
    }

    private void runContenders(List<?> benchmarks, Map<String, String> parameters, List<String> methods)
            throws Exception {
        Contender.runAll(benchmarks, Setup.class, org.openjdk.jmh.annotations.Level.Trial);
        List<Contender> contenders = new ArrayList<>();
        for (String method : methods) {
            contenders.add(new Contender(benchmarks, method, parameters));
        }
        List<Contender> order = new ArrayList<>();
        for (Contender contender : contenders) {
            if (contender.isThere(lanes)) {
                order.add(contender);
            }
        }
        Random random = new Random(SEED);
        for (int round = -rounds / 2; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Contender contender : order) {
                contender.runSlice(lanes, sliceNanos, round >= 0);
            }
        }
        Contender.runAll(benchmarks, TearDown.class, org.openjdk.jmh.annotations.Level.Trial);
        contenders.forEach(contender -> results.add(contender.slices()));
    }
}
