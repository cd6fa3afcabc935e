package dev.holdfast.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of results.
 *
 * @param items in order; unmodifiable
 * @param next where the next page begins, or null on the last one; where a sort value of the last item can't be read,
 *     the items are there all the same, and the cursor throws a {@link dev.holdfast.error.MappingException} once it is used
 */
public record Page<T extends @Nullable Object>(
        List<T> items, @Nullable Cursor next) {

    /** True where there is a next page. */
    public boolean hasNext() {
        return next != null;
    }
}
