package dev.holdfast.event;

import dev.holdfast.error.HoldfastException;
import java.util.List;
import java.util.UUID;

/** Some events of a batch had been appended before, and others not. Nothing was stored; a transaction around it goes on. */
public final class PartialDuplicateException extends HoldfastException {

    private static final long serialVersionUID = 1L;

    private final List<StreamId> streams;
    private final List<UUID> known;
    private final List<UUID> unknown;

    @SuppressWarnings("serial")
    public PartialDuplicateException(List<StreamId> streams, List<UUID> known, List<UUID> unknown) {
        super(known.size() + " of the " + (known.size() + unknown.size()) + " events for " + streams
                + " had been appended before: repeat a batch as it was, or give new events new ids");
        this.streams = List.copyOf(streams);
        this.known = List.copyOf(known);
        this.unknown = List.copyOf(unknown);
    }

    public List<StreamId> streams() {
        return streams;
    }

    /** The ids that are stored. */
    public List<UUID> known() {
        return known;
    }

    /** The ids that aren't. */
    public List<UUID> unknown() {
        return unknown;
    }
}
