package dev.holdfast.error;

/** One row was expected, and there was none: it doesn't exist, or isn't this tenant's. */
public final class NoRowException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    public NoRowException(String what) {
        super(what + ": one row was expected, and there was none. It doesn't exist, or isn't visible to this session;"
                + " use findOne() or execute() where that is no error.");
    }
}
