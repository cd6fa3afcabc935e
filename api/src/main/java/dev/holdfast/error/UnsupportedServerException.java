package dev.holdfast.error;

/** The server is a PostgreSQL older than Holdfast can keep its promises on. */
public final class UnsupportedServerException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final int majorVersion;

    public UnsupportedServerException(int majorVersion) {
        super("PostgreSQL " + majorVersion
                + " is too old: Holdfast needs 15 or newer, for views with security_invoker");
        this.majorVersion = majorVersion;
    }

    /** The server's, as {@code 14}. */
    public int majorVersion() {
        return majorVersion;
    }
}
