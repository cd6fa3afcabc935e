package dev.holdfast.testkit.internal.isolation.deletion;

import dev.holdfast.query.Page;
import dev.holdfast.query.Row;
import dev.holdfast.testkit.TestkitException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** What a query returned, as something that has {@code equals}. */
final class Comparison {

    private Comparison() {}

    /** The order of the outermost doesn't count: PostgreSQL owes none where none is asked for. */
    static Object of(String query, @Nullable Object answer) {
        Object plain = plain(query, answer);
        return plain instanceof List<?> list ? counted(list) : plain;
    }

    private static Map<Object, Integer> counted(List<?> list) {
        Map<Object, Integer> counts = new HashMap<>();
        list.forEach(item -> counts.merge(item, 1, Integer::sum));
        return counts;
    }

    private static Object plain(String query, @Nullable Object value) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Row row) {
            return List.of(row.toString(), plain(query, values(query, row)));
        }
        if (value instanceof Page<?> page) {
            return plain(query, page.items());
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(inner -> (Object) List.of(plain(query, inner))).orElse(List.of());
        }
        if (value instanceof BaseStream<?, ?> stream) {
            try (stream) {
                List<Object> items = new ArrayList<>();
                stream.iterator().forEachRemaining(item -> items.add(plain(query, item)));
                return items;
            }
        }
        if (value instanceof Iterable<?> iterable) {
            List<Object> items = new ArrayList<>();
            iterable.forEach(item -> items.add(plain(query, item)));
            return items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> items = new HashMap<>();
            map.forEach((key, item) -> items.put(plain(query, key), plain(query, item)));
            return items;
        }
        if (value.getClass().isArray()) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(plain(query, Array.get(value, i)));
            }
            return items;
        }
        return value;
    }

    /** A row gives a value only to who names what was selected, and that isn't known here. */
    private static List<@Nullable Object> values(String query, Row row) {
        try {
            Field values = Row.class.getDeclaredField("values");
            values.setAccessible(true);
            return Arrays.asList((@Nullable Object[]) values.get(row));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new TestkitException(
                    query, "it returns rows, which can't be compared here", "Map them to a record or to values", e);
        }
    }
}
