package dev.holdfast.query;

import dev.holdfast.internal.Required;
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
 * <p>{@code short}, {@code int}, {@code long} and {@code BigDecimal} take each other's values, and {@code double} those of
 * whole numbers and {@code float}, as long as nothing is lost; else it is a {@code MappingException}. An {@code Optional}
 * takes a NULL. A parameter of a Kotlin data class that no column matches has its default value. A value class takes what
 * it holds (without its {@code init}, as Kotlin compiles no trace of the class there), and itself, where the column is
 * mapped to it.
 *
 * <p>What a constructor or setter throws is the cause of a {@link dev.holdfast.error.MappingException}, unless the row has
 * encrypted values, which its message could quote. Holdfast's own exceptions come out as they are.
 *
 * <p>How a class is built is worked out once for each shape of row, and kept.
 */
public final class RowMapping<R> implements Function<Row, R> {

    private static final int MAX_KNOWN = 256;
    private static final ClassValue<Known> KNOWN = new ClassValue<>() {
        @Override
        protected Known computeValue(Class<?> type) {
            return new Known();
        }
    };

    private record Resolved(Shape shape, Instantiator instantiator) {}

    /** What is known of one class. */
    private static final class Known {

        private final Map<Shape, Instantiator> byShape = new ConcurrentHashMap<>();
        private volatile @Nullable Resolved last; // spares hashing all columns where one shape follows another
    }

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
        return new RowMapping<>(Required.given("mapTo", type));
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
        Known known = KNOWN.get(type);
        Resolved last = known.last;
        if (last != null && last.shape().selected() == shape.selected()) {
            return last.instantiator();
        }
        Instantiator instantiator = known.byShape.get(shape);
        if (instantiator == null) {
            instantiator = Instantiators.resolve(type, shape, null);
            if (known.byShape.size() < MAX_KNOWN) {
                known.byShape.put(shape, instantiator);
            }
        }
        known.last = new Resolved(shape, instantiator);
        return instantiator;
    }
}
