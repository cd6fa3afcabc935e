package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;

/** A command or query was sent that nobody handles. Have {@link Cqrs.Builder#mustHandle} find that at the application's start. */
public final class NoHandlerException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final Class<?> type;

    NoHandlerException(Class<?> type, String call) {
        super("Nobody handles " + type.getName() + ": give a handler to the builder of Cqrs, by " + call
                + "(…), and name its interface to mustHandle(…), which finds that at the start");
        this.type = type;
    }

    /** What was sent or asked. */
    public Class<?> type() {
        return type;
    }
}
