package dev.holdfast.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The threads of a run; with one it is the calling thread. Used by one thread. */
final class Lanes implements AutoCloseable {

    private final int threads;
    private final ExecutorService workers;
    private final CyclicBarrier together;

    Lanes(int threads) {
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads);
        this.together = new CyclicBarrier(threads);
    }

    int threads() {
        return threads;
    }

    /** Runs a slice of all lanes, as many as there are threads, which begin together. */
    List<Lane.Part> run(List<Lane> lanes, long nanos) throws Exception {
        if (threads == 1) {
            return List.of(lanes.get(0).run(nanos));
        }
        List<Future<Lane.Part>> running = new ArrayList<>();
        for (Lane lane : lanes) {
            running.add(workers.submit(() -> {
                together.await();
                return lane.run(nanos);
            }));
        }
        List<Lane.Part> parts = new ArrayList<>();
        for (Future<Lane.Part> each : running) {
            parts.add(each.get());
        }
        return parts;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
