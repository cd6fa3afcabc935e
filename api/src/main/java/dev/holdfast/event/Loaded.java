package dev.holdfast.event;

/**
 * A thing as its events leave it.
 *
 * @param version of its last event; 0 where it has none
 */
public record Loaded<S>(StreamId stream, long version, S state) {

    @Override
    public String toString() {
        return "Loaded[" + stream + "@" + version + "]";
    }
}
