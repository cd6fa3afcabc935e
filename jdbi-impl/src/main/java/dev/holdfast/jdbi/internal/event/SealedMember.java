package dev.holdfast.jdbi.internal.event;

import dev.holdfast.internal.CellInput;

/**
 * A personal member on its way into the store.
 *
 * @param cell its JSON, encrypted when it is bound
 */
record SealedMember(String name, String subject, CellInput cell) {}
