package dev.holdfast.jdbi.internal.event;

import dev.holdfast.event.StreamId;
import dev.holdfast.query.Row;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL says of an append.
 *
 * @param outcome {@code appended}, {@code duplicate}, {@code conflict}, {@code closed}, {@code archived}, {@code partial} or
 *     {@code reused}
 * @param place the stream that was in the way, from 0; 0 where there was none
 * @param actual the version that it has
 * @param versions the events'; empty where none is stored
 * @param known the ids that are stored, where some are and some aren't or they are another event's
 * @param knownStream where the first of those is
 * @param due what is to be run in the append's transaction, by its place in what was told to be there
 */
record AppendOutcome(
        String outcome,
        int place,
        long actual,
        List<Long> versions,
        List<Long> positions,
        List<UUID> known,
        @Nullable StreamId knownStream,
        List<Integer> due) {

    /** By the numbers that {@code append_one} gives. */
    private static final List<String> BY_CODE = List.of("appended", "duplicate", "conflict", "closed", "archived");

    /** Of a batch. */
    static AppendOutcome of(Row row) {
        return of(row, List.of());
    }

    /** Of a batch, where something can be run in the append's transaction. */
    static AppendOutcome ofHandled(Row row) {
        return of(row, orEmpty(row.getOrNull(EventColumns.DUE)));
    }

    private static AppendOutcome of(Row row, List<Integer> due) {
        Integer place = row.getOrNull(EventColumns.PLACE);
        return new AppendOutcome(
                row.get(EventColumns.OUTCOME),
                place == null ? 0 : place - 1,
                actual(row),
                orEmpty(row.getOrNull(EventColumns.VERSIONS)),
                orEmpty(row.getOrNull(EventColumns.POSITIONS)),
                orEmpty(row.getOrNull(EventColumns.KNOWN)),
                knownStream(row),
                due);
    }

    /** Of one event; empty where {@code append_one} leaves it to {@code append_events} to say. */
    static Optional<AppendOutcome> ofOne(Row row) {
        List<Long> appended = row.getOrNull(EventColumns.APPENDED);
        if (appended == null) {
            return Optional.empty();
        }
        int code = Math.toIntExact(appended.get(0));
        boolean isStored = code <= 1;
        return Optional.of(new AppendOutcome(
                BY_CODE.get(code),
                0,
                code == 2 ? appended.get(1) : 0,
                isStored ? List.of(appended.get(1)) : List.of(),
                isStored ? List.of(appended.get(2)) : List.of(),
                List.of(),
                null,
                code == 0
                        ? appended.subList(3, appended.size()).stream()
                                .map(Math::toIntExact)
                                .toList()
                        : List.of()));
    }

    /** Of one among several callers' events; empty where {@code append_many} has left it out, and given nulls. */
    static Optional<AppendOutcome> ofMany(@Nullable Long version, @Nullable Long position) {
        return version == null || position == null
                ? Optional.empty()
                : Optional.of(new AppendOutcome(
                        BY_CODE.get(0), 0, 0, List.of(version), List.of(position), List.of(), null, List.of()));
    }

    private static long actual(Row row) {
        Long actual = row.getOrNull(EventColumns.ACTUAL);
        return actual == null ? 0 : actual;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static @Nullable StreamId knownStream(Row row) {
        String category = row.getOrNull(EventColumns.KNOWN_CATEGORY);
        String id = row.getOrNull(EventColumns.KNOWN_STREAM);
        return category == null || id == null ? null : new StreamId(category, id);
    }
}
