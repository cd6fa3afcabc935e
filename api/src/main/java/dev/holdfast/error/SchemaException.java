package dev.holdfast.error;

/** Tables that don't fit together, found when a schema is sealed. */
public final class SchemaException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public SchemaException(String message) {
        super(message);
    }

    public SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
