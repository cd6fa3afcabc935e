package dev.holdfast.cqrs;

import dev.holdfast.internal.Required;
import java.util.List;

/**
 * Which projections make what a query reads, by their names: those are waited for, and no others. Immutable.
 *
 * @param projections none for a query that reads only what commands write themselves
 */
public record Reads(List<String> projections) {

    static final Reads NONE = new Reads(List.of());

    public Reads {
        projections = List.copyOf(projections);
    }

    /** The read models of these projections. */
    public static Reads reads(String... projections) {
        return new Reads(List.of(Required.each("reads", projections)));
    }
}
