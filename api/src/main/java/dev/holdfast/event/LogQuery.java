package dev.holdfast.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events of all streams. Immutable.
 *
 * @param type what each event's data must be; {@code Object} for whatever is registered. Without names and types those that
 *     are of it are read
 * @param after behind which to begin
 * @param upTo at which to end; null for all that may be read
 * @param names the stored names of types; empty for none
 * @param types the classes whose names are meant as well; empty for none
 * @param categories the streams' categories; empty for all
 * @param archived whether events of archived streams are among them
 * @param limit how many at most
 */
public record LogQuery<E>(
        Class<E> type,
        Checkpoint after,
        @Nullable Checkpoint upTo,
        Set<String> names,
        List<Class<?>> types,
        Set<String> categories,
        boolean archived,
        int limit) {

    public LogQuery {
        names = Set.copyOf(names);
        types = List.copyOf(types);
        categories = Set.copyOf(categories);
    }
}
