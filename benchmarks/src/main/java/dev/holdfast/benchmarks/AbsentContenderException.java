package dev.holdfast.benchmarks;

import org.jspecify.annotations.Nullable;

/** A contender that somebody else's package brings, where that isn't to be had: nothing is measured, and the others go on. */
public final class AbsentContenderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AbsentContenderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The one that a failure came from; null where it came from something else. */
    static @Nullable AbsentContenderException behind(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof AbsentContenderException absent) {
                return absent;
            }
        }
        return null;
    }
}
