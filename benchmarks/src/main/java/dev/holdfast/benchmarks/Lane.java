package dev.holdfast.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thread's part in the slices of a contender: a benchmark of its own. Used by one thread at a time. */
final class Lane {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * What a lane did in a slice, without what it prepared.
     *
     * @param nanos from the first operation's begin to the last one's end
     * @param cpuNanos of the lane's thread
     * @param bytes that the thread allocated
     */
    record Part(long operations, long nanos, long cpuNanos, long bytes) {

        double operationsPerNano() {
            return (double) operations / nanos;
        }
    }

    private final Object benchmark;
    private final Method method;
    private final List<Method> beforeEach;
    private final int operationsPerCall;
    private long pausedNanos;
    private long pausedCpuNanos;
    private long pausedBytes;
    private @Nullable Object lastResult; // kept, so that no result is computed for nothing

    Lane(Object benchmark, Method method, List<Method> beforeEach, int operationsPerCall) {
        this.benchmark = benchmark;
        this.method = method;
        this.beforeEach = beforeEach;
        this.operationsPerCall = operationsPerCall;
    }

    /** Runs the method until the time is over, at least once, in the calling thread. */
    Part run(long nanos) throws Exception {
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
        return new Part(
                operations,
                time,
                THREADS.getCurrentThreadCpuTime() - cpu - pausedCpuNanos,
                THREADS.getCurrentThreadAllocatedBytes() - allocated - pausedBytes);
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
}
