package dev.holdfast.event;

import java.util.List;
import java.util.Set;

/**
 * Which events of all streams. Immutable.
 *
 * @param type what each event's data must be; {@code Object} for whatever is registered, {@link RawEvent} or {@link
 *     OpenedEvent} for whatever is stored. Without names and types those that are of it are read
 * @param after the position behind which to begin
 * @param names the stored names of types; empty for none
 * @param types the classes whose names are meant as well; empty for none
 * @param categories the streams' categories; empty for all
 * @param archived whether events of archived streams are among them
 * @param limit how many at most
 */
public record LogQuery<E>(
        Class<E> type,
        Position after,
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

    /** Whether they are wanted as they are stored, ignored types too. */
    public boolean isRaw() {
        return RawEvent.isWanted(type);
    }

    /** The same, its data given as another type; its own type still says which ones. */
    <T> LogQuery<T> of(Class<T> other) {
        boolean ofItsType = names.isEmpty() && types.isEmpty() && type != Object.class && !isRaw();
        return new LogQuery<>(other, after, names, ofItsType ? List.of(type) : types, categories, archived, limit);
    }
}
