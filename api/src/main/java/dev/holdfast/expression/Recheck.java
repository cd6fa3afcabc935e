package dev.holdfast.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be compared in rows that PostgreSQL found, since it can't compare it itself. Immutable. */
public interface Recheck {

    /** What is read with each row for it. */
    List<? extends Selectable<?>> needs();

    /**
     * Whether the row is one.
     *
     * @param values of {@link #needs()}, in that order
     */
    boolean keeps(List<? extends @Nullable Object> values);

    /** True where PostgreSQL finds rows that aren't meant even if nobody tampered with them. */
    boolean isRequired();

    /** What to say where it is required and nobody can compare. */
    String refusal();
}
