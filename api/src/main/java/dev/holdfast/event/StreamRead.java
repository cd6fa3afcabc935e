package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Paging;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A read of one stream, forwards from its first event unless said otherwise. Immutable: each modifier returns another one.
 * A stream that isn't there gives nothing; one that was truncated begins behind that.
 */
public final class StreamRead<E> {

    private static final int MOST = 1_000_000;
    private static final int PAGE = 1_000;

    private final EventRunner runner;
    private final StreamQuery<E> query;

    StreamRead(EventRunner runner, StreamQuery<E> query) {
        this.runner = runner;
        this.query = query;
    }

    private <T> StreamRead<T> with(StreamQuery<T> changed) {
        return new StreamRead<>(runner, changed);
    }

    /** The last events first. */
    public StreamRead<E> backwards() {
        return with(new StreamQuery<>(
                query.stream(), query.type(), query.from(), query.to(), query.until(), true, query.limit()));
    }

    /** None below this version. */
    public StreamRead<E> fromVersion(long version) {
        return with(query.between(version, query.to()));
    }

    /** None above this version. */
    public StreamRead<E> upToVersion(long version) {
        return with(query.between(query.from(), version));
    }

    /** None recorded after this instant: the stream as it was then, but for appends that were under way. */
    public StreamRead<E> upTo(Instant instant) {
        return with(new StreamQuery<>(
                query.stream(), query.type(), query.from(), query.to(), instant, query.backwards(), query.limit()));
    }

    /**
     * So many at most, as they are stored: where an upcaster splits one, all its parts come.
     *
     * @param count at least 1
     */
    public StreamRead<E> limit(int count) {
        if (count < 1) {
            throw new InvalidValueException("A limit", "is below 1", "leave it out to read all");
        }
        return with(query.atMost(count));
    }

    /**
     * As they are stored, whatever their types: JSON and metadata as PostgreSQL gives them, without a registered class;
     * those of ignored types, too. Personal members aren't in the JSON; their names are told.
     */
    public StreamRead<RawEvent> raw() {
        return with(query.of(RawEvent.class));
    }

    /**
     * As {@link #raw}, with the personal members decrypted and put into the JSON. Sends one more statement for keys that
     * aren't cached.
     */
    public StreamRead<OpenedEvent> opened() {
        return with(query.of(OpenedEvent.class));
    }

    /** All of them at once, in an unmodifiable list. One round trip for each million. */
    public List<RecordedEvent<E>> list() {
        if (query.limit() < Integer.MAX_VALUE) {
            return runner.list(query).events();
        }
        List<RecordedEvent<E>> all = new ArrayList<>();
        StreamQuery<E> next = query.atMost(MOST);
        StreamPage<RecordedEvent<E>> page = runner.list(next);
        all.addAll(page.events());
        for (LastRead last = page.last(); page.more() && last != null; last = page.last()) {
            next = behind(next, last.version());
            page = runner.list(next);
            all.addAll(page.events());
        }
        return Collections.unmodifiableList(all);
    }

    /**
     * The first of them, the last one where it is read {@link #backwards}; empty where there is none. One round trip, and
     * another one where an upcaster splits that event into none.
     */
    public Optional<RecordedEvent<E>> first() {
        StreamPage<RecordedEvent<E>> page = runner.list(query.atMost(1));
        LastRead passed = page.last();
        if (!page.events().isEmpty() || passed == null || query.limit() == 1) {
            return page.events().stream().findFirst();
        }
        return with(behind(query, passed.version()).atMost(query.limit() - (query.limit() < Integer.MAX_VALUE ? 1 : 0)))
                .stream()
                .findFirst();
    }

    /**
     * One by one, in constant memory: a round trip for each thousand, or more where they are large, and no connection in
     * between, so that nothing needs to be closed.
     */
    public Stream<RecordedEvent<E>> stream() {
        Paging<List<RecordedEvent<E>>> paging = new Paging<>() {

            private StreamQuery<E> next = query;
            private int left = query.limit();

            @Override
            protected List<RecordedEvent<E>> next() {
                StreamPage<RecordedEvent<E>> page = runner.page(next.atMost(Math.min(PAGE, left)));
                LastRead last = page.last();
                left -= page.read();
                if (page.more() && left > 0 && last != null) {
                    next = behind(next, last.version());
                } else {
                    end();
                }
                return page.events();
            }
        };
        return paging.stream().flatMap(List::stream);
    }

    private static <E> StreamQuery<E> behind(StreamQuery<E> query, long version) {
        return query.backwards() ? query.between(query.from(), version - 1) : query.between(version + 1, query.to());
    }
}
