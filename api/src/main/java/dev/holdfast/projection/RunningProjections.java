package dev.holdfast.projection;

/** Projections that run in this process. Thread-safe; closed by whoever started them. */
public interface RunningProjections extends AutoCloseable {

    /** This process's name in the status. */
    String node();

    /** Looks for events now, instead of at the next poll; as appends through this Holdfast do by themselves. */
    void wake();

    /**
     * Waits for the batches under way, up to the lease, and gives the partitions back, so that another process can take them at
     * once. May be called twice.
     */
    @Override
    void close();
}
