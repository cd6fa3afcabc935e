package dev.holdfast.projection;

import java.time.Duration;

/**
 * Told of what becomes of projections, on their threads: be quick, and throw nothing (what is thrown is logged, and harms
 * nobody). Thread-safe.
 */
public interface ProjectionListener {

    /** Is told and does nothing. */
    ProjectionListener NONE = new ProjectionListener() {};

    /** A batch was committed. */
    default void handled(String projection, int partition, int events, Duration took) {}

    /** A stream was parked: an event of it can't be handled. */
    default void parked(ParkedStream stream) {}

    /** A parked stream has caught up with the others. */
    default void unparked(ParkedStream stream) {}

    /**
     * A partition can't go on, and will try again by itself; or, where a checkpoint doesn't fit the store, only once it is
     * resumed.
     *
     * @param error what stops it
     */
    default void failed(String projection, int partition, Throwable error) {}

    /** A handler has been running for a while: longer than two polls, and again each time that takes twice as long. */
    default void slow(String projection, int partition, Duration since) {}

    /** This process has taken a partition over. */
    default void taken(String projection, int partition) {}

    /** A partition isn't this process's any more: it was stopped or handed over, or was too late with a sign of life. */
    default void lost(String projection, int partition) {}
}
