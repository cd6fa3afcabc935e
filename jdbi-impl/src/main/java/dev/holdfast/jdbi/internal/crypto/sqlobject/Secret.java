package dev.holdfast.jdbi.internal.crypto.sqlobject;

import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way to JDBI, which prints the values of a statement in logs and errors.
 *
 * @param value what isn't printed
 */
record Secret(Object value) {

    static final String MASK = "***";

    /** An argument that can be printed. */
    static @Nullable Object of(@Nullable Object argument) {
        return argument == null ? null : new Secret(argument);
    }

    /** An argument for the rows of a batch, one for each or one for all. */
    static @Nullable Object ofRows(@Nullable Object argument) {
        if (argument instanceof Iterable<?> rows) {
            Iterable<@Nullable Object> masked = () -> new Masked(rows.iterator());
            return masked;
        }
        if (argument instanceof Iterator<?> rows) {
            return new Masked(rows);
        }
        if (argument instanceof Object[] rows) {
            return Arrays.stream(rows).map(Secret::of).toArray();
        }
        return of(argument);
    }

    private record Masked(Iterator<?> rows) implements Iterator<@Nullable Object> {

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public @Nullable Object next() {
            return Secret.of(rows.next());
        }
    }

    @Override
    public String toString() {
        return MASK;
    }
}
