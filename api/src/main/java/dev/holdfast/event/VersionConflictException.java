package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;
import java.io.Serializable;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An append expected a stream at another version than it has. Nothing was stored, and no position used up; a transaction
 * around it goes on, unless {@link #actual} is unknown. {@link Events#between} reads what came in between.
 */
public final class VersionConflictException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final Serializable tenantId;
    private final StreamId stream;
    private final ExpectedVersion expected;
    private final long actual;

    /**
     * For what runs the store.
     *
     * @param tenantId whose stream it is: a Long, UUID or String
     * @param actual -1 where it isn't known
     * @param cause PostgreSQL's refusal, in a transaction of a stricter isolation than read committed
     */
    public VersionConflictException(
            Object tenantId, StreamId stream, ExpectedVersion expected, long actual, @Nullable Throwable cause) {
        this(
                "The stream " + stream + " was expected " + wanted(expected) + found(expected, actual),
                tenantId,
                stream,
                expected,
                actual,
                cause);
    }

    private VersionConflictException(
            String message,
            Object tenantId,
            StreamId stream,
            ExpectedVersion expected,
            long actual,
            @Nullable Throwable cause) {
        super(message, cause);
        this.tenantId = (Serializable) tenantId;
        this.stream = stream;
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * For what runs the store: a stream can't begin behind the version after its last event.
     *
     * @param version the first one that was to be left
     */
    public static VersionConflictException ofTruncation(Object tenantId, StreamId stream, long version, long actual) {
        return new VersionConflictException(
                "The stream " + stream + " can't begin at version " + version + ", since it is only at " + actual
                        + ": truncate it before " + (actual + 1) + " at most, which leaves none of its events",
                tenantId,
                stream,
                ExpectedVersion.exactly(version - 1),
                actual,
                null);
    }

    private static String wanted(ExpectedVersion expected) {
        Long code = expected.code();
        return code == null ? "at any version" : code < 0 ? "to exist" : code == 0 ? "to be new" : "at version " + code;
    }

    private static String found(ExpectedVersion expected, long actual) {
        if (actual < 0) {
            return " and was changed by another transaction, which this one's snapshot doesn't show: run the"
                    + " transaction again";
        }
        if (actual == 0) {
            return " and isn't there: append with none() or any() to begin it";
        }
        Long code = expected.code();
        return code != null && code > actual
                ? " and is only at " + actual + ": take the version from the stream itself"
                : " and is at " + actual + ": read what came in between, and decide anew";
    }

    /** The tenant whose stream it is: a Long, UUID or String. */
    public Object tenantId() {
        return tenantId;
    }

    public StreamId stream() {
        return stream;
    }

    /** What the append expected; of {@link Events#truncateBefore} the version before the one given, which must be there. */
    public ExpectedVersion expected() {
        return expected;
    }

    /** The stream's version when the loss was found; 0 where it isn't there; empty where it can't be known. */
    public OptionalLong actual() {
        return actual < 0 ? OptionalLong.empty() : OptionalLong.of(actual);
    }
}
