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

    void close(StreamId stream, ExpectedVersion expected) {
        live(EventSql.CLOSE, stream, expected.code(), expected);
    }

    void archive(StreamId stream, ExpectedVersion expected) {
        live(EventSql.ARCHIVE, stream, expected.code(), expected);
    }

    void truncateBefore(StreamId stream, long version) {
        if (version < 1) {
            throw new InvalidValueException("The first version to be left", "is below 1", "versions count from 1");
        }
        live(EventSql.TRUNCATE, stream, version, ExpectedVersion.exactly(version - 1));
    }

    private void live(FixedSql change, StreamId stream, @Nullable Long argument, ExpectedVersion expected) {
        Object tenant = events.requireTenant("A stream");
        Row row = events.list(new FixedQuery<>(
                        change.with(
                                EventSession.categoryParameter(stream),
                                EventSession.streamParameter(stream),
                                Parameter.of(argument, SqlTypes.BIGINT, "version")),
                        EventColumns.LIFE,
                        found -> found))
                .get(0);
        String outcome = row.get(EventColumns.OUTCOME);
        switch (outcome) {
            case "done" -> {}
            case "missing" -> throw new StreamMissingException(stream);
            case "conflict" ->
                throw new VersionConflictException(tenant, stream, expected, row.get(EventColumns.ACTUAL), null);
            default -> throw new StreamClosedException(stream, EventSession.state(outcome));
        }
    }
}
