package dev.holdfast.query;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows as values of a class: a record, a Kotlin data class, a class with one annotated constructor, or a bean.
 *
 * <p>Names match without regard to case and underscores ({@code createdAt} takes {@code created_at}). Where several
 * sources have a column of that name, the first source's is taken. A component whose type is a record or data class of
 * its own and that no column matches takes the columns of the source (table or alias) of its name; it is null where
 * they all are, as on the outer side of a join. A {@code List} takes the children included under its name.
 *
 * <p>How a class is built is worked out once for each shape of row, and kept.
 */
public final class RowMapping<R> implements Function<Row, R> {

    private static final ClassValue<Map<Shape, Instantiator>> KNOWN = new ClassValue<>() {
        @Override
        protected Map<Shape, Instantiator> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };
    private static final int MAX_KNOWN = 256;

    private record Resolved(Shape shape, Instantiator instantiator) {}

    private final Class<R> type;
    private volatile @Nullable Resolved resolved;

    private RowMapping(Class<R> type) {
        this.type = type;
    }

    /**
     * A mapping to a class.
     *
     * @throws dev.holdfast.error.MappingException when first applied to a row that doesn't fit; it names the component,
     *     the column and the remedy
     */
    public static <R> RowMapping<R> to(Class<R> type) {
        return new RowMapping<>(type);
    }

    @Override
    public R apply(Row row) {
        Resolved known = resolved;
        if (known == null || known.shape() != row.shape()) {
            known = new Resolved(row.shape(), instantiator(type, row.shape()));
            resolved = known;
        }
        return Objects.requireNonNull(type.cast(known.instantiator().instantiate(row)));
    }

    static Instantiator instantiator(Class<?> type, Shape shape) {
        if (!shape.isCacheable()) {
            return Instantiators.resolve(type, shape, null);
        }
        Map<Shape, Instantiator> byShape = KNOWN.get(type);
        Instantiator known = byShape.get(shape);
        if (known == null) {
            known = Instantiators.resolve(type, shape, null);
            if (byShape.size() < MAX_KNOWN) {
                byShape.put(shape, known);
            }
        }
        return known;
    }
}
