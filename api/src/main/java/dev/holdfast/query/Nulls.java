package dev.holdfast.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Unmodifiable lists that may hold nulls, which the JDK's own may not. */
final class Nulls {

    private Nulls() {}

    static <R extends @Nullable Object> List<R> mapped(List<Row> rows, Function<Row, R> mapper) {
        List<R> mapped = new ArrayList<>(rows.size());
        for (Row row : rows) {
            mapped.add(mapper.apply(row));
        }
        return Collections.unmodifiableList(mapped);
    }
}
