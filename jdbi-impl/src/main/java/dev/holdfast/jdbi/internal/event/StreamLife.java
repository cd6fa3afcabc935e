package dev.holdfast.jdbi.internal.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.event.ExpectedVersion;
import dev.holdfast.event.StreamClosedException;
import dev.holdfast.event.StreamId;
import dev.holdfast.event.StreamMissingException;
import dev.holdfast.event.VersionConflictException;
import dev.holdfast.internal.Parameter;
import dev.holdfast.query.Row;
import dev.holdfast.sql.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a stream.
 */
record StreamLife(EventSession events) {

    private static final String OWNED = "A stream";
    private static final String CONFLICT = "conflict";

    void close(StreamId stream, ExpectedVersion expected) {
        ended(EventSql.CLOSE, stream, expected);
    }

    void archive(StreamId stream, ExpectedVersion expected) {
        ended(EventSql.ARCHIVE, stream, expected);
    }

    void truncateBefore(StreamId stream, long version) {
        if (version < 1) {
            throw new InvalidValueException("The first version to be left", "is below 1", "versions count from 1");
        }
        Row found = changed(EventSql.TRUNCATE, stream, version);
        if (found.get(EventColumns.OUTCOME).equals(CONFLICT)) {
            throw VersionConflictException.ofTruncation(
                    events.requireTenant(OWNED), stream, version, found.get(EventColumns.ACTUAL));
        }
    }

    private void ended(FixedSql change, StreamId stream, ExpectedVersion expected) {
        Row found = changed(change, stream, expected.code());
        String outcome = found.get(EventColumns.OUTCOME);
        switch (outcome) {
            case "done" -> {}
            case CONFLICT ->
                throw new VersionConflictException(
                        events.requireTenant(OWNED), stream, expected, found.get(EventColumns.ACTUAL), null);
            default -> throw StreamClosedException.already(stream, EventSession.state(outcome));
        }
    }

    private Row changed(FixedSql change, StreamId stream, @Nullable Long argument) {
        events.requireTenant(OWNED);
        Row row = events.list(new FixedQuery<>(
                        change.with(
                                EventSession.categoryParameter(stream),
                                EventSession.streamParameter(stream),
                                Parameter.of(argument, SqlTypes.BIGINT, "version")),
                        EventColumns.LIFE,
                        found -> found))
                .get(0);
        if (row.get(EventColumns.OUTCOME).equals("missing")) {
            throw new StreamMissingException(stream);
        }
        return row;
    }
}
