package dev.holdfast.event;

import dev.holdfast.sql.Uuids;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event to be appended, with its id. Appending the same ids again stores nothing and tells the original versions and
 * positions; keep the value, then, where an append may have to be repeated. Immutable as far as its data is; its {@link
 * #toString} doesn't show that.
 */
public final class NewEvent {

    private final UUID id;
    private final Object data;
    private final @Nullable EventMetadata metadata;

    private NewEvent(UUID id, Object data, @Nullable EventMetadata metadata) {
        this.id = Objects.requireNonNull(id, "id");
        this.data = Objects.requireNonNull(data, "data");
        this.metadata = metadata;
    }

    /**
     * An event with a new id, a UUID of version 7.
     *
     * @param data a value of a registered type; a {@code NewEvent} stays as it is
     */
    public static NewEvent of(Object data) {
        return data instanceof NewEvent event ? event : new NewEvent(Uuids.v7(), data, null);
    }

    /** The same event under an id of yours; one of version 7 keeps the index dense. */
    public NewEvent id(UUID value) {
        return new NewEvent(value, data, metadata);
    }

    /** The same event with metadata of its own, instead of the batch's. */
    public NewEvent metadata(EventMetadata value) {
        return new NewEvent(id, data, value);
    }

    public UUID id() {
        return id;
    }

    public Object data() {
        return data;
    }

    /** Null for that of the batch. */
    public @Nullable EventMetadata metadata() {
        return metadata;
    }

    @Override
    public String toString() {
        return "NewEvent[" + id + ", " + data.getClass().getSimpleName() + "]";
    }
}
