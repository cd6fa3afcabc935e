package dev.holdfast.event;

import dev.holdfast.error.InvalidValueException;
import dev.holdfast.internal.Gate;
import java.util.List;

/**
 * How often snapshots are taken, and under which schema. Immutable.
 *
 * @param <S> the state
 */
public final class Snapshots<S> {

    private final int every;
    private final String name;
    private final int version;
    private final Class<S> type;
    private final List<PersonalMember> members;

    private Snapshots(int every, String name, int version, Class<S> type) {
        if (every < 1) {
            throw new InvalidValueException("snapshots every", "is below 1", "a hundred is a good beginning");
        }
        Gate.name("A snapshot's name", name, 200, "shorten it");
        if (version < 1) {
            throw new InvalidValueException("A snapshot's schema version", "is below 1", "they count from 1");
        }
        this.every = every;
        this.name = name;
        this.version = version;
        this.type = type;
        this.members = PersonalMembers.of(type);
    }

    /**
     * A snapshot each time that so many events came since the last one, at schema version 1.
     *
     * @param every at least 1
     * @param name under which they are stored
     * @param type the state's class, which the JSON codec writes and reads. Mark its personal members {@link Personal}: what
     *     else events put into it stands in the snapshot in the clear, until a person in it is shredded and it is dropped
     */
    public static <S> Snapshots<S> every(int every, String name, Class<S> type) {
        return new Snapshots<>(every, name, 1, type);
    }

    /**
     * The same at another schema version: raise it whenever the state's class, or how events lead to it, changes. Snapshots
     * of other versions aren't read; the events are.
     */
    public Snapshots<S> version(int schemaVersion) {
        return new Snapshots<>(every, name, schemaVersion, type);
    }

    /** After how many events. */
    public int every() {
        return every;
    }

    public String name() {
        return name;
    }

    /** The schema version of the state's class: a stored snapshot of another version is passed over. */
    public int version() {
        return version;
    }

    public Class<S> type() {
        return type;
    }

    /** The state's members that are encrypted. */
    public List<PersonalMember> members() {
        return members;
    }
}
