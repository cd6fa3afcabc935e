package dev.holdfast.error;

import org.jspecify.annotations.Nullable;

/** The root of all that Holdfast throws. */
public class HoldfastException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HoldfastException(String message) {
        super(message);
    }

    public HoldfastException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
