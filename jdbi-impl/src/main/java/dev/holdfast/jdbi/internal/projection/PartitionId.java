package dev.holdfast.jdbi.internal.projection;

/** A partition of a projection, in one of its versions. */
record PartitionId(String projection, int version, int partition) {

    @Override
    public String toString() {
        return projection + " v" + version + ", partition " + partition;
    }
}
