package dev.holdfast.event;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Loads things of a kind and runs commands on them, in a session: in a scope each step is a round trip of its own, in a
 * transaction they are part of that. Immutable and cheap; of its session's thread-safety.
 */
public final class Repository<C, S, E> {

    private static final System.Logger LOG = System.getLogger(Repository.class.getName());
    private static final int PAGE = 10_000;
    private static final long LONGEST_PAUSE = 20_000_000;

    private final EventRunner runner;
    private final EventMetadata metadata;
    private final Aggregate<C, S, E> aggregate;

    Repository(EventRunner runner, EventMetadata metadata, Aggregate<C, S, E> aggregate) {
        this.runner = runner;
        this.metadata = metadata;
        this.aggregate = aggregate;
    }

    /** As {@link #load(String)}. */
    public Loaded<S> load(UUID id) {
        return load(id.toString());
    }

    /** As {@link #load(String)}. */
    public Loaded<S> load(long id) {
        return load(Long.toString(id));
    }

    /**
     * The thing as its events leave it, from a snapshot and the events behind it, in one round trip for each 10,000
     * events; in its initial state where it has none. A snapshot that can't be read is passed over, with a warning in the
     * log and a round trip more.
     *
     * @throws TruncatedStreamException where events are missing that neither a snapshot nor the aggregate makes up for
     */
    public Loaded<S> load(String id) {
        Folded<S> folded = fold(new StreamId(aggregate.category(), id));
        return new Loaded<>(folded.stream, folded.version, folded.state);
    }

    /** As {@link #execute(String, Object)}. */
    public Executed<S, E> execute(UUID id, C command) {
        return execute(id.toString(), command);
    }

    /** As {@link #execute(String, Object)}. */
    public Executed<S, E> execute(long id, C command) {
        return execute(Long.toString(id), command);
    }

    /**
     * Loads, decides, and appends with the loaded version expected; where others were faster, asks the aggregate's policy,
     * waits up to 20 ms, and does it all again. Takes a snapshot when it is due: after the commit, and without telling
     * where that fails but in the log.
     *
     * @throws VersionConflictException where the policy gave up
     * @throws StreamClosedException where the stream takes no more events
     */
    public Executed<S, E> execute(String id, C command) {
        StreamId stream = new StreamId(aggregate.category(), id);
        for (int attempt = 1; ; attempt++) {
            Folded<S> folded = fold(stream);
            List<E> decided = List.copyOf(aggregate.decider().decide(command, folded.state));
            if (decided.isEmpty()) {
                return new Executed<>(stream, folded.version, folded.state, List.of(), null, attempt);
            }
            try {
                return append(folded, decided, attempt);
            } catch (VersionConflictException lost) {
                if (lost.actual().isEmpty() || !triesAgain(command, attempt, lost)) {
                    throw lost;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE / 10 * Math.min(attempt, 10)));
                if (Thread.currentThread().isInterrupted()) {
                    throw lost;
                }
            }
        }
    }

    private boolean triesAgain(C command, int attempt, VersionConflictException lost) {
        return aggregate
                .conflicts()
                .triesAgain(new ConflictPolicy.Conflict<>(
                        command, attempt, lost, () -> Events.between(runner, lost, aggregate.eventType())));
    }

    private Executed<S, E> append(Folded<S> folded, List<E> decided, int attempt) {
        S state = folded.state;
        for (E event : decided) { // first, so that an event which the state can't take isn't stored
            state = aggregate.decider().evolve(state, event);
        }
        StreamAppend append = StreamAppend.toAll(folded.stream, ExpectedVersion.exactly(folded.version), decided);
        AppendResult result = runner.append(List.of(append), metadata).get(0);
        snapshotIfDue(folded, result.lastVersion());
        return new Executed<>(folded.stream, result.lastVersion(), state, decided, result.position(), attempt);
    }

    /**
     * A snapshot is of what was loaded, without the events that were just appended: which data keys their personal members
     * were encrypted by is known once they are read.
     */
    private void snapshotIfDue(Folded<S> folded, long version) {
        Snapshots<S> snapshots = aggregate.snapshots();
        LastRead last = folded.last;
        if (snapshots != null && last != null && version - folded.snapshotVersion >= snapshots.every()) {
            runner.store(
                    new Snapshot<>(folded.stream, folded.version, folded.state, folded.keyIds),
                    last,
                    snapshots,
                    failure -> LOG.log(
                            System.Logger.Level.WARNING,
                            "The snapshot of " + folded.stream + " at version " + folded.version
                                    + " wasn't stored; the next one will be tried again",
                            failure));
        }
    }

    private Folded<S> fold(StreamId stream) {
        Tail<S, E> tail = runner.load(stream, aggregate.eventType(), aggregate.snapshots(), PAGE);
        Folded<S> folded = folded(stream, tail.snapshot(), tail.firstVersion());
        StreamPage<TailEvent<E>> page = tail.page();
        boolean isPaged = false;
        while (true) {
            for (TailEvent<E> event : page.events()) {
                folded.state = aggregate.decider().evolve(folded.state, event.data());
                if (!event.keyIds().isEmpty()) {
                    folded.keyIds.addAll(event.keyIds());
                }
            }
            LastRead last = page.last();
            if (last != null) {
                folded.version = last.version();
                folded.last = last;
            }
            if (!page.more() || folded.version >= tail.version()) {
                if (isPaged && isTruncatedSince(stream, tail.firstVersion())) { // behind a page, events may be missing
                    return fold(stream);
                }
                folded.version = Math.max(folded.version, tail.version()); // events at the end may be of ignored types
                return folded;
            }
            isPaged = true;
            StreamPage<RecordedEvent<E>> next = runner.page(new StreamQuery<>(
                    stream, aggregate.eventType(), folded.version + 1, tail.version(), null, false, PAGE));
            page = new StreamPage<>(
                    next.events().stream().map(TailEvent::of).toList(), next.read(), next.last(), next.more());
        }
    }

    private boolean isTruncatedSince(StreamId stream, long first) {
        return runner.info(stream).map(StreamInfo::firstVersion).orElse(first) > first;
    }

    /** Where folding begins; a snapshot with a gap behind it is none. */
    private Folded<S> folded(StreamId stream, @Nullable Snapshot<S> snapshot, long first) {
        boolean gap = (snapshot == null ? 0 : snapshot.version()) + 1 < first;
        if (gap && !aggregate.startsAnew()) {
            throw new TruncatedStreamException(stream, first);
        }
        return new Folded<>(stream, aggregate.decider().initial(), gap ? null : snapshot);
    }

    private static final class Folded<S> {

        private final StreamId stream;
        private final long snapshotVersion;
        private final Set<Long> keyIds = new HashSet<>();
        private S state;
        private long version;
        /** The last event behind the snapshot; null where none is. */
        private @Nullable LastRead last;

        Folded(StreamId stream, S initial, @Nullable Snapshot<S> snapshot) {
            this.stream = stream;
            this.state = snapshot == null ? initial : snapshot.state();
            this.snapshotVersion = snapshot == null ? 0 : snapshot.version();
            this.version = snapshotVersion;
            if (snapshot != null) {
                keyIds.addAll(snapshot.keyIds());
            }
        }
    }
}
