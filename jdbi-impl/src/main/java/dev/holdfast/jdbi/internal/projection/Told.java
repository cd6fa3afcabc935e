package dev.holdfast.jdbi.internal.projection;

import dev.holdfast.projection.ParkedStream;
import dev.holdfast.projection.ProjectionListener;
import dev.holdfast.projection.Projections;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the application's listener and the log what happens, and whoever waits that something has moved. Thread-safe. */
record Told(ProjectionListener listener, Progress progress) {

    private static final Logger LOG = LoggerFactory.getLogger(Projections.class);

    private void tell(Consumer<ProjectionListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException | Error thrown) {
            LOG.warn(
                    "A listener of projections has thrown {}", thrown.getClass().getName());
        }
    }

    void moved(PartitionId id) {
        progress.moved(id.projection());
    }

    void handled(PartitionId id, int events, Duration took) {
        tell(to -> to.handled(id.projection(), id.partition(), events, took));
    }

    void parked(ParkedStream stream, Throwable failure) {
        LOG.warn(
                "The projection {} has parked the stream {} at version {}, try {}: {}",
                stream.projection(),
                stream.stream(),
                stream.version(),
                stream.attempts(),
                failure.getClass().getName());
        tell(to -> to.parked(stream));
    }

    void unparked(ParkedStream stream) {
        LOG.info("The projection {} goes on with the parked stream {}", stream.projection(), stream.stream());
        tell(to -> to.unparked(stream));
    }

    void failed(PartitionId id, Throwable failure) {
        LOG.warn("{} can't go on: {}", id, failure.getClass().getName());
        tell(to -> to.failed(id.projection(), id.partition(), failure));
    }

    void slow(PartitionId id, Duration since) {
        LOG.warn("{} has been at work for {} ms", id, since.toMillis());
        tell(to -> to.slow(id.projection(), id.partition(), since));
    }

    void taken(PartitionId id) {
        LOG.info("{} is this process's", id);
        tell(to -> to.taken(id.projection(), id.partition()));
    }

    void lost(PartitionId id) {
        LOG.info("{} isn't this process's any more", id);
        tell(to -> to.lost(id.projection(), id.partition()));
    }

    /** The poller itself couldn't do its work. */
    void unpolled(Throwable failure) {
        LOG.warn("Projections can't look for events: {}", failure.getClass().getName(), failure);
    }

    /** Nobody hears of other processes' appends for now. */
    void unheard(Throwable failure) {
        LOG.warn(
                "The connection for notifications of events was lost, and is opened again; until then polls find them: {}",
                failure.getClass().getName());
    }

    /** Other processes couldn't be told of an append. */
    void unannounced(Throwable failure) {
        LOG.warn(
                "Other processes couldn't be told of events; they find them by polls: {}",
                failure.getClass().getName());
    }
}
