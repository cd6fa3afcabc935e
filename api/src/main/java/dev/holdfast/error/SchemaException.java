package dev.holdfast.error;

/**
 * Tables that don't fit together, events that don't, or types whose values would come back from JSON changed: found when they
 * are registered.
 */
public final class SchemaException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public SchemaException(String message) {
        super(message);
    }

    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
