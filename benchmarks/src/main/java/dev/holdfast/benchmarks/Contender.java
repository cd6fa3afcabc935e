package dev.holdfast.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.annotation.Annotation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark's method, run slice by slice in the calling thread. */
final class Contender {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Object benchmark;
    private final Method method;
    private final Slices slices;
    private final List<Method> beforeEach;
    private final int operationsPerCall;
    private long pausedNanos;
    private long pausedCpuNanos;
    private long pausedBytes;
    private @Nullable Object lastResult; // kept, so that no result is computed for nothing

    Contender(Object benchmark, String method, Map<String, String> parameters) throws NoSuchMethodException {
        this.benchmark = benchmark;
        this.method = benchmark.getClass().getMethod(method);
        this.slices = new Slices(benchmark.getClass().getName() + "." + method, parameters);
        this.beforeEach = methods(benchmark, Setup.class, Level.Invocation);
        OperationsPerInvocation each = benchmark.getClass().getAnnotation(OperationsPerInvocation.class);
        this.operationsPerCall = each == null ? 1 : each.value();
    }

    /** Runs methods that are to run before or after something. */
    static void runAll(Object benchmark, Class<? extends Annotation> when, Level level) throws Exception {
        for (Method method : methods(benchmark, when, level)) {
            method.invoke(benchmark);
        }
    }

    private static List<Method> methods(Object benchmark, Class<? extends Annotation> when, Level level) {
        return Arrays.stream(benchmark.getClass().getMethods())
                .filter(method -> {
                    Annotation annotation = method.getAnnotation(when);
                    return annotation instanceof Setup setup && setup.value() == level
                            || annotation instanceof TearDown end && end.value() == level;
                })
                .toList();
    }

    /** What a benchmark does before each operation is no part of it. */
    private void prepare() throws Exception {
        if (beforeEach.isEmpty()) {
            return;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        for (Method each : beforeEach) {
            each.invoke(benchmark);
        }
        pausedNanos += System.nanoTime() - begin;
        pausedCpuNanos += THREADS.getCurrentThreadCpuTime() - cpu;
        pausedBytes += THREADS.getCurrentThreadAllocatedBytes() - allocated;
    }

    /** Runs the method until the time is over, at least once. */
    void runSlice(long nanos, boolean counts) throws Exception {
        runAll(benchmark, Setup.class, Level.Iteration);
        pausedNanos = 0;
        pausedCpuNanos = 0;
        pausedBytes = 0;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        long time;
        long operations = 0;
        do {
            prepare();
            lastResult = method.invoke(benchmark);
            operations += operationsPerCall;
            time = System.nanoTime() - begin - pausedNanos;
        } while (time < nanos);
        long cpuTime = THREADS.getCurrentThreadCpuTime() - cpu - pausedCpuNanos;
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated - pausedBytes;
        if (counts) {
            slices.add(time / 1e3 / operations, (double) cpuTime / operations, (double) bytes / operations);
        }
    }

    Slices slices() {
        return slices;
    }
}
