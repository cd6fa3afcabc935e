package dev.holdfast.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind of thing that is kept as events: the category of its streams, its events, its decider, and how it is loaded and
 * saved. Immutable and thread-safe; made once.
 *
 * @param <C> commands
 * @param <S> the state
 * @param <E> events
 */
public final class Aggregate<C, S, E> {

    private static final int ATTEMPTS = 5;

    private final String category;
    private final Class<E> eventType;
    private final Decider<C, S, E> decider;
    private final @Nullable Snapshots<S> snapshots;
    private final ConflictPolicy<? super C, E> conflicts;
    private final boolean startsAnew;

    private Aggregate(
            String category,
            Class<E> eventType,
            Decider<C, S, E> decider,
            @Nullable Snapshots<S> snapshots,
            ConflictPolicy<? super C, E> conflicts,
            boolean startsAnew) {
        this.category = new StreamId(category, "any").category();
        this.eventType = Objects.requireNonNull(eventType, "eventType");
        this.decider = Objects.requireNonNull(decider, "decider");
        this.snapshots = snapshots;
        this.conflicts = conflicts;
        this.startsAnew = startsAnew;
    }

    /**
     * Things of a category, without snapshots, whose commands are tried five times.
     *
     * @param eventType the class, or the sealed interface, of all events of its streams
     */
    public static <C, S, E> Aggregate<C, S, E> of(String category, Class<E> eventType, Decider<C, S, E> decider) {
        return new Aggregate<>(category, eventType, decider, null, ConflictPolicy.attempts(ATTEMPTS), false);
    }

    /** The same with snapshots, which make loading faster and nothing else. */
    public Aggregate<C, S, E> snapshots(Snapshots<S> value) {
        return new Aggregate<>(category, eventType, decider, value, conflicts, startsAnew);
    }

    /** The same with another policy for commands that lost against others. */
    public Aggregate<C, S, E> onConflict(ConflictPolicy<? super C, E> policy) {
        return new Aggregate<>(category, eventType, decider, snapshots, policy, startsAnew);
    }

    /**
     * The same for streams whose first event behind a truncation holds the whole state. Without this, a truncated stream
     * can be loaded from a snapshot only.
     */
    public Aggregate<C, S, E> startsAnewWhereTruncated() {
        return new Aggregate<>(category, eventType, decider, snapshots, conflicts, true);
    }

    public String category() {
        return category;
    }

    public Class<E> eventType() {
        return eventType;
    }

    public Decider<C, S, E> decider() {
        return decider;
    }

    /** How snapshots of its state are kept; null where every load reads all events. */
    public @Nullable Snapshots<S> snapshots() {
        return snapshots;
    }

    ConflictPolicy<? super C, E> conflicts() {
        return conflicts;
    }

    boolean startsAnew() {
        return startsAnew;
    }
}
