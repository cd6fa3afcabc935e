package dev.holdfast.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values on their way into a blind index, or to be searched by it. Hashed when they are bound. Its
 * {@link #toString()} never shows them.
 *
 * @param values as the plain types' codecs take them, one for each term
 * @param tenant the row's tenant as text; empty where the table has none; null for the session's
 * @param search true where rows are looked for: without a key there are none, and none is made
 */
public record HashInput(List<Object> values, @Nullable String tenant, boolean search) {

    public HashInput {
        values = List.copyOf(values);
    }

    @Override
    public String toString() {
        return "HashInput[***]";
    }
}
