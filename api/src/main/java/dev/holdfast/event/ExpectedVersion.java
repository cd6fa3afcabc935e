package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an append expects of the stream: checked by PostgreSQL in the statement that appends. A stream's version is the
 * number of its last event, from 1 on; 0 for a stream that isn't there. Immutable.
 */
public final class ExpectedVersion implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final long EXISTING = -1;

    private static final ExpectedVersion ANY = new ExpectedVersion(null);
    private static final ExpectedVersion NONE = new ExpectedVersion(0L);
    private static final ExpectedVersion EXISTS = new ExpectedVersion(EXISTING);

    private final @Nullable Long code;

    private ExpectedVersion(@Nullable Long code) {
        this.code = code;
    }

    /** Whatever it is, also none: never a conflict. */
    public static ExpectedVersion any() {
        return ANY;
    }

    /** The stream has no events. */
    public static ExpectedVersion none() {
        return NONE;
    }

    /** The stream has events. */
    public static ExpectedVersion exists() {
        return EXISTS;
    }

    /**
     * The stream is at this version.
     *
     * @param version at least 0, which is the same as {@link #none}
     */
    public static ExpectedVersion exactly(long version) {
        if (version < 0) {
            throw new InvalidValueException(
                    "An expected version", "is negative", "versions count from 1, and 0 stands for no events");
        }
        return version == 0 ? NONE : new ExpectedVersion(version);
    }

    /** As {@code holdfast.append_events} takes it: null for any, -1 for one that exists, else the version. */
    public @Nullable Long code() {
        return code;
    }

    /** Whether a stream at this version, 0 for none, is as expected. */
    public boolean accepts(long version) {
        return code == null || (code == EXISTING ? version > 0 : code == version);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExpectedVersion that && Objects.equals(code, that.code);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(code);
    }

    @Override
    public String toString() {
        if (code == null) {
            return "any";
        }
        return code == EXISTING ? "exists" : code == 0 ? "none" : "exactly " + code;
    }
}
