package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Paging;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A read of all streams, in the order of positions, behind a checkpoint. It gives an event only once none before it can
 * still come, so that a reader who goes on from where it stopped misses none, whenever its transaction was committed.
 * Immutable: each modifier returns another one.
 */
public final class LogRead<E> {

    private static final int PAGE = 1_000;

    private final EventRunner runner;
    private final LogQuery<E> query;

    LogRead(EventRunner runner, LogQuery<E> query) {
        this.runner = runner;
        this.query = query;
    }

    static <E> LogRead<E> after(EventRunner runner, Checkpoint after, Class<E> type) {
        return new LogRead<>(runner, new LogQuery<>(type, after, null, Set.of(), List.of(), Set.of(), true, PAGE));
    }

    private LogRead<E> with(Set<String> names, List<Class<?>> types, Set<String> categories, boolean archived) {
        return new LogRead<>(
                runner,
                new LogQuery<>(query.type(), query.after(), query.upTo(), names, types, categories, archived, PAGE));
    }

    /**
     * Only events that were stored under these names, besides those of earlier calls.
     *
     * @param names at least one
     */
    public LogRead<E> ofTypeNames(String... names) {
        return with(joined(query.names(), names, "name"), query.types(), query.categories(), query.archived());
    }

    /**
     * Only events of these registered classes, or of what they permit, under all names they were stored by, besides those of
     * earlier calls.
     *
     * @param types at least one
     */
    public LogRead<E> ofTypes(Class<?>... types) {
        List<Class<?>> all = List.copyOf(joined(new LinkedHashSet<>(query.types()), types, "type"));
        return with(query.names(), all, query.categories(), query.archived());
    }

    /**
     * Only streams of these categories, besides those of earlier calls.
     *
     * @param categories at least one
     */
    public LogRead<E> inCategories(String... categories) {
        Set<String> all = joined(query.categories(), categories, "category");
        return with(query.names(), query.types(), all, query.archived());
    }

    /** None would narrow nothing, where a list of the caller's happens to be empty. */
    private static <T> Set<T> joined(Set<T> before, T[] more, String what) {
        if (more.length == 0) {
            throw new InvalidValueException("A read of all streams", "names no " + what, "give one, or leave it out");
        }
        Set<T> all = new LinkedHashSet<>(before);
        all.addAll(Arrays.asList(more));
        return all;
    }

    /** Without the events of archived streams. A reader that lags behind never sees those that it hadn't read by then. */
    public LogRead<E> withoutArchived() {
        return with(query.names(), query.types(), query.categories(), false);
    }

    /**
     * Only what lies at or before a checkpoint, be it another reader's. One {@link Events#lastCheckpoint()} so serves any
     * number of readers, of all tenants, each of which would else ask PostgreSQL by itself how far it may read.
     */
    public LogRead<E> upTo(Checkpoint last) {
        return new LogRead<>(runner, query.upTo(last));
    }

    /**
     * As they are stored: JSON and metadata as PostgreSQL gives them, without a registered class; those of ignored types,
     * too. So none fails, but one of a stream to which the tables' owner gave a name that no {@link StreamId} has. Which
     * ones is said as before. Personal members aren't in the JSON; their names are told.
     */
    public LogRead<RawEvent> raw() {
        return new LogRead<>(runner, query.of(RawEvent.class));
    }

    /**
     * As {@link #raw}, with the personal members decrypted and put into the JSON. Sends one more statement for keys that
     * aren't cached; one that can't be decrypted fails its event.
     */
    public LogRead<OpenedEvent> opened() {
        return new LogRead<>(runner, query.of(OpenedEvent.class));
    }

    /**
     * The next events. One round trip. Those that can't be read are given apart, and logged as warnings of this class, without
     * their data. A page ends early behind some sixteen megabytes, or ten thousand events; it ends between stored events, never
     * between the parts that an upcaster splits one into: so a reader who keeps {@link EventPage#checkpoint} with what it makes
     * of the page counts no part twice, and leaves none out.
     *
     * @param limit how many stored events at most; 1 to 1,000,000
     * @throws CheckpointMismatchException where a checkpoint doesn't fit what is stored
     * @throws UnknownEventTypeException where no registered event is of a class that was asked for
     * @throws OrderUnavailableException on a standby, or in a stricter isolation than read committed
     */
    public EventPage<E> page(int limit) {
        if (limit < 1 || limit > 1_000_000) {
            throw new InvalidValueException(
                    "A page's limit", "isn't between 1 and 1,000,000", "a thousand is a good one");
        }
        return runner.page(at(query.after(), limit));
    }

    /**
     * All that may be read now, one by one, in constant memory: a round trip for each thousand, or more where they are large, no
     * connection between. Who wants to go on from an event of it later takes pages instead: parts of one stored event have one
     * position. The stream throws an {@link UnreadableEventException} when it comes to an event that can't be read.
     */
    public Stream<RecordedEvent<E>> stream() {
        Paging<EventPage<E>> paging = new Paging<>() {

            private Checkpoint after = query.after();

            @Override
            protected EventPage<E> next() {
                EventPage<E> page = runner.page(at(after, PAGE));
                after = page.checkpoint();
                if (page.caughtUp()) {
                    end();
                }
                return page;
            }
        };
        return paging.stream()
                .flatMap(page -> Stream.concat(
                        page.beforeFailed().stream(), page.failed().stream().map(LogRead::unreadable)));
    }

    private static <E> RecordedEvent<E> unreadable(FailedEvent failed) {
        throw new UnreadableEventException(failed);
    }

    private LogQuery<E> at(Checkpoint after, int limit) {
        return new LogQuery<>(
                query.type(),
                after,
                query.upTo(),
                query.names(),
                query.types(),
                query.categories(),
                query.archived(),
                limit);
    }
}
