package dev.holdfast.benchmarks;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark's method, run slice by slice, by one thread or by several with a benchmark each. */
final class Contender {

    private final List<?> benchmarks;
    private final List<Lane> lanes;
    private final Slices slices;

    /**
     * A contender.
     *
     * @param benchmarks one for each thread, all of one class
     */
    Contender(List<?> benchmarks, String method, Map<String, String> parameters) throws NoSuchMethodException {
        Class<?> type = benchmarks.get(0).getClass();
        Method operation = type.getMethod(method);
        List<Method> beforeEach = methods(type, Setup.class, Level.Invocation);
        OperationsPerInvocation each = type.getAnnotation(OperationsPerInvocation.class);
        this.benchmarks = benchmarks;
        this.lanes = benchmarks.stream()
                .map(benchmark -> new Lane(benchmark, operation, beforeEach, each == null ? 1 : each.value()))
                .toList();
        this.slices = new Slices(type.getName() + "." + method, parameters);
    }

    /** Runs methods that are to run before or after something, of one benchmark after the other. */
    static void runAll(List<?> benchmarks, Class<? extends Annotation> when, Level level) throws Exception {
        for (Object benchmark : benchmarks) {
            for (Method method : methods(benchmark.getClass(), when, level)) {
                method.invoke(benchmark);
            }
        }
    }

    private static List<Method> methods(Class<?> type, Class<? extends Annotation> when, Level level) {
        return Arrays.stream(type.getMethods())
                .filter(method -> {
                    Annotation annotation = method.getAnnotation(when);
                    return annotation instanceof Setup setup && setup.value() == level
                            || annotation instanceof TearDown end && end.value() == level;
                })
                .toList();
    }

    /**
     * Runs the method until the time is over, at least once in each thread. Of several threads the time for one operation
     * is what their rates, added up, allow: the reciprocal of the throughput.
     */
    void runSlice(Lanes threads, long nanos, boolean counts) throws Exception {
        runAll(benchmarks, Setup.class, Level.Iteration);
        List<Lane.Part> parts = threads.run(lanes, nanos);
        if (counts) {
            double rate =
                    parts.stream().mapToDouble(Lane.Part::operationsPerNano).sum();
            double operations = parts.stream().mapToLong(Lane.Part::operations).sum();
            slices.add(
                    1 / rate / 1e3,
                    parts.stream().mapToLong(Lane.Part::cpuNanos).sum() / operations,
                    parts.stream().mapToLong(Lane.Part::bytes).sum() / operations);
        }
    }

    /** Runs a slice that doesn't count. A contender that isn't to be had is told, and keeps a result without values. */
    boolean isThere(Lanes threads) throws Exception {
        try {
            runSlice(threads, 1, false);
            return true;
        } catch (Exception e) {
            AbsentContenderException absent = AbsentContenderException.behind(e);
            if (absent == null) {
                throw e;
            }
            System.out.println("Not measured: " + slices.benchmark() + ". " + absent.getMessage());
            return false;
        }
    }

    Slices slices() {
        return slices;
    }
}
