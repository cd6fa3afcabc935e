package dev.holdfast.cqrs;

import dev.holdfast.error.HoldfastException;
import dev.holdfast.error.ReadOnlyException;

/** The handler of a query wrote, which PostgreSQL refused. */
public final class QueryWritesException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final Class<?> type;

    QueryWritesException(Class<?> type, ReadOnlyException cause) {
        super(
                "The handler of " + type.getName() + " writes, and a query's handler only reads: make a command of it",
                cause);
        this.type = type;
    }

    /** What was asked. */
    public Class<?> type() {
        return type;
    }
}
