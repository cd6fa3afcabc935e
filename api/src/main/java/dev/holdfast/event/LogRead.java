package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A read of all streams, in the order of positions, behind one of them. It gives an event only once none before it can
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

    static <E> LogRead<E> after(EventRunner runner, Position after, Class<E> type) {
        List<Class<?>> types = type == Object.class ? List.of() : List.of(type);
        return new LogRead<>(runner, new LogQuery<>(type, after, Set.of(), types, Set.of(), true, PAGE));
    }

    /** Only events of these names; together with those of earlier calls. */
    public LogRead<E> ofTypeNames(String... names) {
        Set<String> all = new HashSet<>(query.names());
        all.addAll(Arrays.asList(names));
        return new LogRead<>(
                runner,
                new LogQuery<>(
                        query.type(), query.after(), all, query.types(), query.categories(), query.archived(), PAGE));
    }

    /** Only events of these registered classes, or of what they permit, under all names they were stored by. */
    public LogRead<E> ofTypes(Class<?>... types) {
        return new LogRead<>(
                runner,
                new LogQuery<>(
                        query.type(),
                        query.after(),
                        query.names(),
                        Arrays.asList(types),
                        query.categories(),
                        query.archived(),
                        PAGE));
    }

    /** Only streams of these categories. */
    public LogRead<E> inCategories(String... categories) {
        return new LogRead<>(
                runner,
                new LogQuery<>(
                        query.type(),
                        query.after(),
                        query.names(),
                        query.types(),
                        Set.of(categories),
                        query.archived(),
                        PAGE));
    }

    /** Without the events of archived streams. A reader that lags behind never sees those that it hadn't read by then. */
    public LogRead<E> withoutArchived() {
        return new LogRead<>(
                runner,
                new LogQuery<>(
                        query.type(), query.after(), query.names(), query.types(), query.categories(), false, PAGE));
    }

    /**
     * The next events. One round trip.
     *
     * @param limit how many at most; 1 to 1,000,000
     */
    public EventPage<E> page(int limit) {
        if (limit < 1 || limit > 1_000_000) {
            throw new InvalidValueException(
                    "A page's limit", "isn't between 1 and 1,000,000", "a thousand is a good one");
        }
        return runner.page(at(query.after(), limit));
    }

    /** All that may be read now, one by one, in constant memory: a round trip for each thousand, no connection between. */
    public Stream<RecordedEvent<E>> stream() {
        Paging<EventPage<E>> paging = new Paging<>() {

            private Position after = query.after();

            @Override
            EventPage<E> next() {
                EventPage<E> page = runner.page(at(after, PAGE));
                after = page.position();
                if (page.caughtUp()) {
                    end();
                }
                return page;
            }
        };
        return paging.stream().flatMap(page -> page.events().stream());
    }

    private LogQuery<E> at(Position after, int limit) {
        return new LogQuery<>(
                query.type(), after, query.names(), query.types(), query.categories(), query.archived(), limit);
    }
}
