package dev.holdfast.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.annotation.Annotation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark's method, run slice by slice in the calling thread. */
final class Contender {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Object benchmark;
    private final Method method;
    private final Slices slices;
    private @Nullable Object lastResult; // kept, so that no result is computed for nothing

    Contender(Object benchmark, String method, Map<String, String> parameters) throws NoSuchMethodException {
        this.benchmark = benchmark;
        this.method = benchmark.getClass().getMethod(method);
        this.slices = new Slices(benchmark.getClass().getName() + "." + method, parameters);
    }

    /** Runs methods that are to run before or after something. */
    static void runAll(Object benchmark, Class<? extends Annotation> when, Level level) throws Exception {
        for (Method method : benchmark.getClass().getMethods()) {
            Annotation annotation = method.getAnnotation(when);
            if (annotation instanceof Setup setup && setup.value() == level
                    || annotation instanceof TearDown end && end.value() == level) {
                method.invoke(benchmark);
            }
        }
    }

    /** Runs the method until the time is over, at least once. */
    void runSlice(long nanos, boolean counts) throws Exception {
        runAll(benchmark, Setup.class, Level.Iteration);
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        long end;
        long operations = 0;
        do {
            lastResult = method.invoke(benchmark);
            operations++;
            end = System.nanoTime();
        } while (end - begin < nanos);
        long cpuTime = THREADS.getCurrentThreadCpuTime() - cpu;
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (counts) {
            slices.add((end - begin) / 1e3 / operations, (double) cpuTime / operations, (double) bytes / operations);
        }
    }

    Slices slices() {
        return slices;
    }
}
