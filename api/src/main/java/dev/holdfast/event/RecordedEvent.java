package dev.holdfast.event;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was stored. Immutable as far as its data is, and thread-safe; its {@link #toString} doesn't show the
 * data.
 *
 * <p>Where an upcaster splits what was stored into several events ({@link EventTypes.Builder#split}), all but the data and
 * {@link #part} is that of the stored one: version, position, id, type, schema version and metadata. So an id together with
 * its part names an event.
 *
 * @param <E> the type of the data
 */
public final class RecordedEvent<E> {

    private final Object tenantId;
    private final StreamId stream;
    private final long version;
    private final Position position;
    private final UUID id;
    private final String type;
    private final int schemaVersion;
    private final Instant recordedAt;
    private final E data;
    private final Set<String> shredded;
    private final Set<Long> keyIds;
    private final int part;
    private final int parts;
    private final Supplier<EventMetadata> readMetadata;
    private volatile @Nullable EventMetadata metadata;

    /** For what runs the store: an event that is stored as such. */
    public RecordedEvent(
            Object tenantId,
            StreamId stream,
            long version,
            Position position,
            UUID id,
            String type,
            int schemaVersion,
            Instant recordedAt,
            E data,
            Set<String> shredded,
            Set<Long> keyIds,
            Supplier<EventMetadata> metadata) {
        this(
                tenantId,
                stream,
                version,
                position,
                id,
                type,
                schemaVersion,
                recordedAt,
                data,
                shredded,
                keyIds,
                1,
                1,
                metadata);
    }

    /**
     * For what runs the store.
     *
     * @param schemaVersion under which it was stored
     * @param shredded the personal members whose subject was shredded
     * @param keyIds the data keys of its other personal members
     * @param part which one it is of those that an upcaster made of the stored event, from 1 on
     * @param parts how many it made; 1 where it made no others
     * @param metadata read when it is asked for
     */
    public RecordedEvent(
            Object tenantId,
            StreamId stream,
            long version,
            Position position,
            UUID id,
            String type,
            int schemaVersion,
            Instant recordedAt,
            E data,
            Set<String> shredded,
            Set<Long> keyIds,
            int part,
            int parts,
            Supplier<EventMetadata> metadata) {
        this.tenantId = tenantId;
        this.stream = stream;
        this.version = version;
        this.position = position;
        this.id = id;
        this.type = type;
        this.schemaVersion = schemaVersion;
        this.recordedAt = recordedAt;
        this.data = data;
        this.shredded = Set.copyOf(shredded);
        this.keyIds = Set.copyOf(keyIds);
        this.part = part;
        this.parts = parts;
        this.readMetadata = metadata;
    }

    /** The tenant: a Long, UUID or String. */
    public Object tenantId() {
        return tenantId;
    }

    public StreamId stream() {
        return stream;
    }

    /** Its number in the stream, from 1 on without holes. */
    public long version() {
        return version;
    }

    /** Its place in the order of all events. */
    public Position position() {
        return position;
    }

    public UUID id() {
        return id;
    }

    /** The name under which it was stored: its type's, or an alias. */
    public String type() {
        return type;
    }

    /** The schema version under which it was stored; its data is of the current one. */
    public int schemaVersion() {
        return schemaVersion;
    }

    /** When, by the server's clock; never before the event it follows in the stream. */
    public Instant recordedAt() {
        return recordedAt;
    }

    public E data() {
        return data;
    }

    /** Which one it is of those that an upcaster made of the stored event, from 1 on; 1 for most. */
    public int part() {
        return part;
    }

    /** How many events an upcaster made of the stored one, given to this reader or not; 1 for most. */
    public int parts() {
        return parts;
    }

    /**
     * The names of personal members that can't be read any more, since their subject was shredded: those under which they were
     * stored, whatever upcasters have made of them since.
     */
    public Set<String> shredded() {
        return shredded;
    }

    /** The data keys of the personal members that could be read. */
    public Set<Long> keyIds() {
        return keyIds;
    }

    public EventMetadata metadata() {
        EventMetadata known = metadata;
        if (known == null) {
            known = readMetadata.get();
            metadata = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "RecordedEvent[" + stream + "@" + version + ", " + type + ", " + position
                + (parts == 1 ? "" : ", part " + part + " of " + parts) + "]";
    }
}
