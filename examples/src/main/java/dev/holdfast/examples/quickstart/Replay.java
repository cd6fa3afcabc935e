package dev.holdfast.examples.quickstart;

import static dev.holdfast.event.StreamId.stream;

import dev.holdfast.TenantScope;
import dev.holdfast.event.AppendResult;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamAppend;
import dev.holdfast.event.StreamId;
import dev.holdfast.examples.quickstart.AuthorEvent.CommitMade;
import dev.holdfast.examples.quickstart.AuthorEvent.Joined;
import dev.holdfast.examples.quickstart.GitCommit.Author;
import dev.holdfast.examples.quickstart.GitHistory.UnreadableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Appends a history as events, oldest first: a stream for each author, a round trip for each thousand commits. */
final class Replay {

    private static final int BATCH = 1000;
    private static final int MAX_SUBJECT = 200;

    private final TenantScope tenant;
    private final Function<Author, UUID> ids;
    private final IntConsumer progress;
    private final Map<StreamId, Long> versions = new HashMap<>();
    private final Map<StreamId, List<AuthorEvent>> batch = new LinkedHashMap<>();
    private int inBatch;
    private int replayed;
    private long events;

    /**
     * A replay.
     *
     * @param ids the id under which each author is known
     * @param progress is told how many commits were replayed so far
     */
    Replay(TenantScope tenant, Function<Author, UUID> ids, IntConsumer progress) {
        this.tenant = tenant;
        this.ids = ids;
        this.progress = progress;
    }

    void run(GitHistory history) throws UnreadableException {
        history.forEachOldestFirst(this::add);
        if (inBatch > 0) {
            flush();
        }
    }

    private void add(GitCommit commit) {
        UUID author = ids.apply(commit.author());
        StreamId stream = stream("author", author);
        List<AuthorEvent> events = batch.computeIfAbsent(stream, none -> new ArrayList<>());
        if (versions.putIfAbsent(stream, 0L) == null) {
            events.add(new Joined(
                    author.toString(), commit.author().name(), commit.author().email()));
        }
        events.add(new CommitMade(commit.sha(), commit.committedAt(), shortened(commit.subject())));
        if (++inBatch == BATCH) {
            flush();
        }
    }

    private void flush() {
        // region:replay
        List<StreamAppend> appends = new ArrayList<>();
        batch.forEach((stream, events) -> appends.add(StreamAppend.toAll(
                stream, ExpectedVersion.exactly(Objects.requireNonNull(versions.get(stream))), events)));
        List<AppendResult> results = tenant.events().appendTogether(appends); // all of the batch, or none
        // endregion:replay
        for (AppendResult result : results) {
            versions.put(result.stream(), result.lastVersion());
            events += result.positions().size();
        }
        replayed += inBatch;
        inBatch = 0;
        batch.clear();
        progress.accept(replayed);
    }

    private static String shortened(String subject) {
        return subject.codePointCount(0, subject.length()) <= MAX_SUBJECT
                ? subject
                : subject.substring(0, subject.offsetByCodePoints(0, MAX_SUBJECT));
    }

    long events() {
        return events;
    }

    int streams() {
        return versions.size();
    }
}
