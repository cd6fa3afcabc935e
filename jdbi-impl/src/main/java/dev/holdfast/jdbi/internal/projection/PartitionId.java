package dev.holdfast.jdbi.internal.projection;

/** A partition of a projection, in one of its versions. */
record PartitionId(String projection, int version, int partition) {

    /** The projection with its version, as it calls itself. */
    String named() {
        return projection + " v" + version;
    }

    @Override
    public String toString() {
        return named() + ", partition " + partition;
    }
}
