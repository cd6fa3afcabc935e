package dev.holdfast.event;

import dev.holdfast.error.TenantRequiredException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A session's events. Immutable and cheap; of its session's thread-safety. In a scope each call is one round trip and
 * committed when it returns; in a transaction it is part of that. Whatever is refused here by an exception of this package
 * leaves a transaction usable, but for a {@link VersionConflictException} whose actual version isn't known, and what is a
 * {@link dev.holdfast.error.DatabaseException}; so does not a {@link dev.holdfast.crypto.ShreddedException}.
 */
public sealed class Events permits AllTenantsEvents {

    private final EventRunner runner;
    private final EventMetadata metadata;

    /** For what runs the store. */
    public Events(EventRunner runner) {
        this(runner, EventMetadata.none());
    }

    private Events(EventRunner runner, EventMetadata metadata) {
        this.runner = runner;
        this.metadata = metadata;
    }

    /** The same, with this metadata for events that have none of their own. */
    public Events with(EventMetadata value) {
        return new Events(runner, value);
    }

    /**
     * Appends events to a stream, all or none, in their order. Sends {@code select … from
     * holdfast.append_events(…)}, or {@code append_one(…)} for one event.
     *
     * @param events values of registered types, or {@link NewEvent}s
     * @throws VersionConflictException where the stream isn't as expected
     * @throws StreamClosedException where it was closed or archived
     * @throws PartialDuplicateException where some of the ids had been appended to it before; for all of them see {@link
     *     AppendResult#duplicate}
     * @throws EventIdReusedException where an id belongs to another event
     * @throws UnknownEventTypeException where a class isn't registered
     * @throws PayloadTooLargeException where an event is too large
     * @throws PositionTakenException where the sequence of positions was set back
     * @throws dev.holdfast.projection.InlineProjectionException where an inline projection couldn't handle one of them
     * @throws dev.holdfast.error.SchemaException where an inline projection is in force that this Holdfast doesn't have
     * @throws dev.holdfast.error.ReadOnlyException on a standby
     */
    public AppendResult append(StreamId stream, ExpectedVersion expected, Object... events) {
        return append(StreamAppend.to(stream, expected, events));
    }

    /** As {@link #append(StreamId, ExpectedVersion, Object...)}, of a list. */
    public AppendResult appendAll(StreamId stream, ExpectedVersion expected, List<?> events) {
        return append(StreamAppend.toAll(stream, expected, events));
    }

    private AppendResult append(StreamAppend append) {
        return runner.append(List.of(append), metadata).get(0);
    }

    /**
     * Appends to several streams, each named once, all or nothing. Streams are locked in the order of their names, so that
     * two such appends never wait for each other in a ring; positions follow the order given here.
     *
     * @return in the order of the appends
     */
    public List<AppendResult> appendTogether(StreamAppend... appends) {
        return appendTogether(Arrays.asList(appends));
    }

    /** As {@link #appendTogether(StreamAppend...)}, of a list. */
    public List<AppendResult> appendTogether(List<StreamAppend> appends) {
        return runner.append(List.copyOf(appends), metadata);
    }

    /** Begins a read of a stream. */
    public StreamRead<Object> read(StreamId stream) {
        return read(stream, Object.class);
    }

    /**
     * Begins a read of a stream.
     *
     * @param type what each event's data must be: a class, or an interface of them all
     */
    public <E> StreamRead<E> read(StreamId stream, Class<E> type) {
        return new StreamRead<>(
                runner, new StreamQuery<>(stream, type, 1, Long.MAX_VALUE, null, false, Integer.MAX_VALUE));
    }

    /** As {@link #between(VersionConflictException, Class)}, whatever they are. */
    public List<RecordedEvent<Object>> between(VersionConflictException conflict) {
        return between(conflict, Object.class);
    }

    /**
     * The events that an append lost against: behind the version that it expected, up to the actual one, or, where that
     * isn't known, up to the last one that is there now. Reads them now, in one round trip for each million. None where no
     * exact version was expected, and none that the stream was truncated past.
     *
     * @param conflict of an append by this tenant; the session may be another than that which appended, and must be where
     *     the actual version isn't known, since that one's transaction has failed
     * @param type what each event's data must be
     * @throws dev.holdfast.error.TenantRequiredException where the session is another tenant's, or over all tenants
     */
    public <E> List<RecordedEvent<E>> between(VersionConflictException conflict, Class<E> type) {
        return between(runner, conflict, type);
    }

    static <E> List<RecordedEvent<E>> between(EventRunner runner, VersionConflictException conflict, Class<E> type) {
        if (!conflict.tenantId().equals(runner.tenantId())) {
            throw new TenantRequiredException("The conflict of " + conflict.stream() + " is tenant "
                    + conflict.tenantId()
                    + "'s, and a session of "
                    + (runner.tenantId() == null ? "all tenants" : "tenant " + runner.tenantId())
                    + " was asked what came in between: ask one of holdfast.tenant(" + conflict.tenantId() + ")");
        }
        Long expected = conflict.expected().code();
        long actual = conflict.actual().orElse(Long.MAX_VALUE);
        if (expected == null || expected < 0 || actual <= expected) {
            return List.of();
        }
        StreamQuery<E> behind =
                new StreamQuery<>(conflict.stream(), type, expected + 1, actual, null, false, Integer.MAX_VALUE);
        return new StreamRead<>(runner, behind).list();
    }

    /**
     * Begins a read of all streams that the session sees, behind a checkpoint.
     *
     * @param after {@link Checkpoint#START}, or the last page's {@link EventPage#checkpoint}, kept as text
     */
    public LogRead<Object> readAll(Checkpoint after) {
        return LogRead.after(runner, after, Object.class);
    }

    /**
     * Begins a read of the events of a class, or of a sealed interface, in all streams that the session sees, behind a
     * checkpoint.
     */
    public <E> LogRead<E> readAll(Checkpoint after, Class<E> type) {
        return LogRead.after(runner, after, type);
    }

    /**
     * The checkpoint at the last event of all tenants that may be read now, {@link Checkpoint#START} where there is none. Who
     * reads behind it gets what is committed from now on; {@link LogRead#upTo} lets many reads share it.
     *
     * @throws OrderUnavailableException on a standby, or in a stricter isolation than read committed
     */
    public Checkpoint lastCheckpoint() {
        return runner.lastCheckpoint(new Position(Long.MAX_VALUE));
    }

    /**
     * The checkpoint at the last event of all tenants, at or before a position, that may be read now: it lies before the position
     * where an event that precedes it may still come. Who reads behind it gets all that is behind the position.
     *
     * @param upTo an event's, from an append or a read
     */
    public Checkpoint lastCheckpoint(Position upTo) {
        return runner.lastCheckpoint(upTo);
    }

    /** What is known of a stream; empty where it isn't there. */
    public Optional<StreamInfo> info(StreamId stream) {
        return runner.info(stream);
    }

    /**
     * Begins a read of what is known of a category's streams.
     *
     * @throws dev.holdfast.error.TenantRequiredException when it is read in a session across tenants
     */
    public StreamsRead streams(String category) {
        return StreamsRead.of(runner, category);
    }

    /**
     * Closes a stream: it takes no more events, and can be read as before. That isn't undone.
     *
     * @throws StreamMissingException where it isn't there
     * @throws StreamClosedException where it is closed or archived already
     */
    public void close(StreamId stream, ExpectedVersion expected) {
        runner.close(stream, expected);
    }

    /**
     * Archives a stream: it takes no more events, and they move to a table of their own, out of the way of others. They are
     * read as before, unless a {@link LogRead} leaves them out. That isn't undone.
     *
     * @throws StreamMissingException where it isn't there
     */
    public void archive(StreamId stream, ExpectedVersion expected) {
        runner.archive(stream, expected);
    }

    /**
     * Takes a stream's first events out of reads of the stream. That isn't undone. {@link #readAll} gives them until {@code
     * acrossTenants(…).events().purgeTruncated()} deletes them.
     *
     * @param version the first one to be left; at most the one behind the last event
     * @throws StreamMissingException where the stream isn't there
     * @throws VersionConflictException where the version is beyond the stream's end
     */
    public void truncateBefore(StreamId stream, long version) {
        runner.truncateBefore(stream, version);
    }

    /**
     * Things of a kind, in this session, whose events get this metadata.
     *
     * @throws dev.holdfast.error.SchemaException where it has snapshots, and states of their class would come back changed
     */
    public <C, S, E> Repository<C, S, E> repository(Aggregate<C, S, E> aggregate) {
        Snapshots<S> snapshots = aggregate.snapshots();
        if (snapshots != null) {
            runner.register(snapshots);
        }
        return new Repository<>(runner, metadata, aggregate);
    }
}
