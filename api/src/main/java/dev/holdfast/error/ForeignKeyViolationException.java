package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** A foreign key has no such row to refer to, or is still referred to (23503). A row of another tenant counts as missing. */
public final class ForeignKeyViolationException extends DatabaseException {

    private static final long serialVersionUID = 1L;

    public ForeignKeyViolationException(String message, Refusal refusal, @Nullable Throwable cause) {
        super(message, refusal, cause);
    }
}
