package dev.holdfast.jdbi.internal.event;

import java.util.List;

/**
 * A value as it is stored.
 *
 * @param json without the personal members
 */
record EncodedValue(String json, List<SealedMember> members) {

    @Override
    public String toString() {
        return "EncodedValue[***]";
    }
}
