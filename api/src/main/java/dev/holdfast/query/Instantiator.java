package dev.holdfast.query;

import org.jspecify.annotations.Nullable;

/** Makes an object of a row. */
interface Instantiator {

    @Nullable
    Object instantiate(Row row);
}
