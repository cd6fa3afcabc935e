package dev.holdfast.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events of all streams. Immutable.
 *
 * @param type what each event's data must be; {@code Object} for whatever is registered, {@link RawEvent} or {@link
 *     OpenedEvent} for whatever is stored. Without names and types those that are of it are read
 * @param after behind which to begin
 * @param upTo at which to end; null for all that may be read
 * @param names the stored names of types; empty for none
 * @param types the classes whose names are meant as well; empty for none
 * @param categories the streams' categories; empty for all
 * @param archived whether events of archived streams are among them
 * @param limit how many stored ones at most
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

    /** Whether they are wanted as they are stored, ignored types too. */
    public boolean isRaw() {
        return RawEvent.isWanted(type);
    }

    /** The classes whose events are wanted besides those of the names; empty where none is said, or the names say it all. */
    public List<Class<?>> wantedTypes() {
        return names.isEmpty() && types.isEmpty() && type != Object.class && !isRaw() ? List.of(type) : types;
    }

    /** Whether one of the parts that were made of a stored event is wanted. */
    public boolean wants(String storedName, Object part) {
        List<Class<?>> wanted = wantedTypes();
        return wanted.isEmpty()
                || names.contains(storedName)
                || wanted.stream().anyMatch(each -> each.isInstance(part));
    }

    /** The same, its data given as another type; its own type still says which ones. */
    <T> LogQuery<T> of(Class<T> other) {
        return new LogQuery<>(other, after, upTo, names, wantedTypes(), categories, archived, limit);
    }

    /** The same, up to a checkpoint. */
    LogQuery<E> upTo(Checkpoint last) {
        return new LogQuery<>(type, after, last, names, types, categories, archived, limit);
    }
}
