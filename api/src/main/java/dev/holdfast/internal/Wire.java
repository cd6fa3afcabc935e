package dev.holdfast.internal;

/**
 * The forms in which values travel between Java and the driver; each has one codec. A type that pgjdbc would send
 * without a type (or with one that PostgreSQL doesn't convert) is cast in the text.
 */
public enum Wire {
    UUID(false),
    SMALLINT(false),
    INTEGER(false),
    BIGINT(false),
    NUMERIC(false),
    REAL(false),
    DOUBLE(false),
    TEXT(false),
    BOOLEAN(false),
    TIMESTAMPTZ(true),
    TIMESTAMP(true),
    DATE(true),
    TIME(true),
    BYTEA(false),
    INTERVAL(true),
    INET(true),
    JSON(true),
    ENUM(true),
    ARRAY(true),
    /** Encrypted before it is sent, decrypted when it was read; {@code bytea} on the way. */
    ENCRYPTED(false),
    /** Hashed before it is sent; {@code bytea} on the way. */
    BLIND_INDEX(false);

    private final boolean needsCast;

    Wire(boolean needsCast) {
        this.needsCast = needsCast;
    }

    /** Whether a parameter carries a cast. */
    public boolean needsCast() {
        return needsCast;
    }
}
