package dev.holdfast.jdbi.internal.event;

import dev.holdfast.Transaction;
import dev.holdfast.error.TransactionMisuseException;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.Checkpoint;
import dev.holdfast.event.EventMetadata;
import dev.holdfast.event.EventPage;
import dev.holdfast.event.EventRunner;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.LastRead;
import dev.holdfast.event.LogQuery;
import dev.holdfast.event.Position;
import dev.holdfast.event.RecordedEvent;
import dev.holdfast.event.Snapshot;
import dev.holdfast.event.Snapshots;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamInfo;
import dev.holdfast.event.StreamPage;
import dev.holdfast.event.StreamQuery;
import dev.holdfast.event.StreamsQuery;
import dev.holdfast.event.Tail;
import dev.holdfast.jdbi.internal.session.EngineSession;
import dev.holdfast.jdbi.internal.session.ScopeSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of a session. Of the session's thread-safety. */
public final class SessionEvents implements EventRunner {

    private final Appends appends;
    private final Reads reads;
    private final StreamLife life;
    private final StoredSnapshots snapshots;
    private final EventStore store;
    private final EngineSession session;

    /** The events of a session. */
    SessionEvents(EventStore store, EngineSession session) {
        this.store = store;
        this.session = session;
        EventSession events = new EventSession(store, session);
        this.appends = new Appends(events);
        this.reads = new Reads(events);
        this.life = new StreamLife(events);
        this.snapshots = new StoredSnapshots(events);
    }

    @Override
    public @Nullable Object tenantId() {
        return session.tenantOrNull();
    }

    @Override
    public List<AppendResult> append(List<StreamAppend> streams, EventMetadata metadata) {
        List<AppendResult> results = store.handlers().names().isEmpty()
                ? appends.append(streams, metadata).results()
                : appendHandled(streams, metadata);
        store.appended(session);
        return results;
    }

    /** In a transaction of its own, or behind a savepoint: a handler that throws undoes the append, whoever catches that. */
    private List<AppendResult> appendHandled(List<StreamAppend> streams, EventMetadata metadata) {
        if (session instanceof Transaction tx) {
            return tx.inTransaction(nested -> handled(streams, metadata, nested));
        }
        ScopeSession scope = (ScopeSession) session;
        boolean surrounded = scope.isSurrounded();
        return scope.inTransaction(tx -> surrounded
                ? tx.inTransaction(nested -> handled(streams, metadata, nested))
                : handled(streams, metadata, tx));
    }

    private List<AppendResult> handled(List<StreamAppend> streams, EventMetadata metadata, Transaction tx) {
        EngineSession inside = (EngineSession) tx;
        Appends.Appended appended = new Appends(new EventSession(store, inside)).append(streams, metadata);
        if (!appended.due().isEmpty()) {
            boolean before = inside.isRollbackOnly();
            store.handlers().handle(appended.due(), streams, appended.results(), tx);
            if (inside.isRollbackOnly() && !before) {
                throw new TransactionMisuseException(
                        "rollbackOnly() in a handler of an inline projection, whose transaction"
                                + " is the append's: throw an exception, so that whoever appends is told");
            }
        }
        return appended.results();
    }

    @Override
    public <E> StreamPage<RecordedEvent<E>> list(StreamQuery<E> query) {
        return reads.list(query);
    }

    @Override
    public <E> StreamPage<RecordedEvent<E>> page(StreamQuery<E> query) {
        return reads.page(query);
    }

    @Override
    public <E> EventPage<E> page(LogQuery<E> query) {
        return reads.page(query);
    }

    @Override
    public Checkpoint lastCheckpoint(Position upTo) {
        return reads.lastCheckpoint(upTo);
    }

    @Override
    public Optional<StreamInfo> info(StreamId stream) {
        return reads.info(stream);
    }

    @Override
    public List<StreamInfo> streams(StreamsQuery query) {
        return reads.streams(query);
    }

    @Override
    public void close(StreamId stream, ExpectedVersion expected) {
        life.close(stream, expected);
    }

    @Override
    public void archive(StreamId stream, ExpectedVersion expected) {
        life.archive(stream, expected);
    }

    @Override
    public void truncateBefore(StreamId stream, long version) {
        life.truncateBefore(stream, version);
    }

    @Override
    public void register(Snapshots<?> kept) {
        snapshots.register(kept);
    }

    @Override
    public <S, E> Tail<S, E> load(StreamId stream, Class<E> type, @Nullable Snapshots<S> kept, int limit) {
        return snapshots.load(stream, type, kept, limit);
    }

    @Override
    public <S> void store(Snapshot<S> snapshot, LastRead last, Snapshots<S> kept, Consumer<RuntimeException> failed) {
        session.afterCommit(later -> new SessionEvents(store, later).snapshots.store(snapshot, last, kept), failed);
    }
}
