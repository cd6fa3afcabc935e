package dev.holdfast.event;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs what is asked of a session's events. Of the session's thread-safety: a scope's is thread-safe, a transaction's not. */
public interface EventRunner {

    /** The session's tenant: a Long, UUID or String; null across tenants. */
    @Nullable
    Object tenantId();

    /**
     * Appends to one stream or several, all or nothing.
     *
     * @param metadata for events that have none of their own
     * @return in the order of the appends
     */
    List<AppendResult> append(List<StreamAppend> appends, EventMetadata metadata);

    /** Events of a stream, however large. */
    <E> StreamPage<RecordedEvent<E>> list(StreamQuery<E> query);

    /** The first events of those, as many as some sixteen megabytes hold. */
    <E> StreamPage<RecordedEvent<E>> page(StreamQuery<E> query);

    /** Events of all streams, as many as some sixteen megabytes hold. */
    <E> EventPage<E> page(LogQuery<E> query);

    /**
     * The checkpoint at the last event that may be read now.
     *
     * @param upTo at which to end
     */
    Checkpoint lastCheckpoint(Position upTo);

    /** What is known of a stream. */
    Optional<StreamInfo> info(StreamId stream);

    /** What is known of a category's streams, in the order of their ids. */
    List<StreamInfo> streams(StreamsQuery query);

    /** Lets a stream take no more events. */
    void close(StreamId stream, ExpectedVersion expected);

    /** Closes a stream and moves its events out of the way. */
    void archive(StreamId stream, ExpectedVersion expected);

    /** Hides a stream's events below a version from reads of the stream. */
    void truncateBefore(StreamId stream, long version);

    /**
     * Takes note of snapshots, before any is loaded or stored.
     *
     * @throws dev.holdfast.error.SchemaException where states of their class would come back changed
     */
    void register(Snapshots<?> snapshots);

    /**
     * The latest snapshot and the events behind it, as many as some sixteen megabytes hold, in one
     * round trip.
     *
     * @param snapshots null for none
     * @param limit how many events at most
     */
    <S, E> Tail<S, E> load(StreamId stream, Class<E> type, @Nullable Snapshots<S> snapshots, int limit);

    /**
     * Stores a snapshot unless a newer one is there; outside a transaction at once, in one after its commit. Nothing is stored
     * where the stream hasn't the snapshot's last event any more, or has others up to its version that the state isn't made
     * of: a transaction may have undone what was loaded in it.
     *
     * @param last the last stored event that was read for the state; it has an id
     * @param failed told what went wrong, which is nobody else's concern; may be called on a later commit
     */
    <S> void store(Snapshot<S> snapshot, LastRead last, Snapshots<S> snapshots, Consumer<RuntimeException> failed);
}
