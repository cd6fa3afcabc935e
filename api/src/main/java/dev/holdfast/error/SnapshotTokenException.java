package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot token is of another cluster, is none, or saw more than is visible to whoever reads by it (HF015): take one from
 * {@code history().token()} of this one.
 */
public final class SnapshotTokenException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public SnapshotTokenException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
